package io.salesledger.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import io.salesledger.PaymentInfo;
import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.SettingsLoader;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry behind TLS whose certificate only the settings' own trust store knows. */
class RegistryTlsTest {
  private static final String PASSWORD = "changeit";

  private final Path store;
  private final Path folder;
  private final HttpsServer registry;

  RegistryTlsTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    this.store = folder.resolve("registry.p12");
    this.registry =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  @BeforeEach
  void start() throws IOException, InterruptedException, GeneralSecurityException {
    makeCertificate();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD.toCharArray());
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(managers.getKeyManagers(), null, null);
    registry.setHttpsConfigurator(new HttpsConfigurator(tls));
    registry.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          boolean isConfig = exchange.getRequestURI().getPath().startsWith("/config");
          String body = isConfig ? "{\"compatibility\":\"FULL_TRANSITIVE\"}" : "{\"id\":7}";
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    registry.start();
  }

  private void makeCertificate() throws IOException, InterruptedException {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "registry",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    assertThat(keytool.waitFor()).isZero();
  }

  @AfterEach
  void stop() {
    registry.stop(0);
  }

  @Test
  void its_certificate_is_trusted_by_confluent_s_own_settings() {
    LedgerSettings settings =
        settings(
            Map.of(
                "ledger.schema.registry.ssl.truststore.location",
                store.toString(),
                "ledger.schema.registry.ssl.truststore.type",
                "PKCS12",
                "ledger.schema.registry.ssl.truststore.password",
                PASSWORD));

    assertThat(SchemaRegistration.ensure(settings, Duration.ZERO).newestId()).isEqualTo(7);
    try (KafkaAvroSerializer serializer = new KafkaAvroSerializer()) {
      serializer.configure(RegistryClients.properties(settings.registry()), false);
      byte[] value =
          serializer.serialize(
              "sales_events",
              PaymentInfo.newBuilder()
                  .setOrderId("o")
                  .setProductId("p")
                  .setProductPrice(new BigDecimal("1.00"))
                  .setTimestamp(Instant.EPOCH)
                  .build());
      assertThat(WireFormat.schemaId(value)).isEqualTo(7);
    }
  }

  @Test
  void without_them_it_is_not_reached() {
    assertThatThrownBy(() -> SchemaRegistration.ensure(settings(Map.of()), Duration.ZERO))
        .isInstanceOf(LedgerFailure.class)
        .hasMessageContaining("is not reachable");
  }

  private LedgerSettings settings(Map<String, String> more) {
    Map<String, String> options = new HashMap<>(more);
    options.put(
        "ledger.schema.registry.url", "https://127.0.0.1:" + registry.getAddress().getPort());
    return SettingsLoader.load(options, Map.of(), folder);
  }
}
