package io.salesledger.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SettingsLoaderTest {
  private final Path folder;

  SettingsLoaderTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private LedgerSettings load(Map<String, String> options, Map<String, String> environment) {
    return SettingsLoader.load(options, environment, folder);
  }

  @Test
  void everyDefaultIsWhatTheContractSays() {
    Map<String, String> defaults = new LinkedHashMap<>();
    for (SettingKey key : SettingKey.values()) {
      defaults.put(key.key(), key.defaultValue());
      assertThat(key.reason()).as(key.key()).isNotBlank();
      assertThat(key.right()).as(key.key()).isNotBlank();
    }
    assertThat(defaults)
        .containsEntry("ledger.kafka.bootstrap.servers", "127.0.0.1:9092")
        .containsEntry("ledger.kafka.topic", "sales_events")
        .containsEntry("ledger.kafka.group.id", "storm-sales-group")
        .containsEntry("ledger.topic.partitions", "8")
        .containsEntry("ledger.schema.registry.url", "http://127.0.0.1:8081/apis/ccompat/v7")
        .containsEntry("ledger.redis.uri", "redis://127.0.0.1:6379/0")
        .containsEntry("ledger.redis.prefix", "sales")
        .containsEntry("ledger.currency", "CNY")
        .containsEntry("ledger.currency.scale", "2")
        .containsEntry("ledger.window.length", "10s")
        .containsEntry("ledger.window.slide", "250ms")
        .containsEntry("ledger.timeline.minutes", "1440")
        .containsEntry("ledger.minute.board.retention", "25h")
        .containsEntry("ledger.storm.workers", "1")
        .containsEntry("ledger.api.port", "8080")
        .containsEntry("ledger.kafka.port", "9092")
        .containsEntry("ledger.redis.port", "6379")
        .containsEntry("ledger.registry.port", "8081");
    LedgerSettings settings = load(Map.of(), Map.of());
    assertThat(settings.window()).isEqualTo(new LedgerSettings.Window(10_000, 250));
    assertThat(settings.views().minuteBoardRetentionMillis()).isEqualTo(25 * 3_600_000L);
    assertThat(settings.ports().storm())
        .isEqualTo(new LedgerSettings.StormPorts(2181, 6627, 6628, 6700));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " "})
  void whatIsGivenButEmptyIsNoDefault(String nothing) throws IOException {
    Files.writeString(
        folder.resolve("ledger.properties"), "ledger.redis.uri=redis://redis.example:6379/0\n");

    assertThatThrownBy(() -> load(Map.of(), Map.of("LEDGER_REDIS_URI", nothing)))
        .isInstanceOf(LedgerFailure.class)
        .hasMessageStartingWith(
            "bad setting ledger.redis.uri= (LEDGER_REDIS_URI in the environment); right would be ");
  }

  @Test
  void optionsWinOverEnvironmentOverFileOverDefaults() throws IOException {
    Files.writeString(
        folder.resolve("ledger.properties"),
        "ledger.redis.prefix=file\nledger.currency=EUR\nledger.kafka.topic=of_file\n");
    LedgerSettings settings =
        load(
            Map.of("ledger.redis.prefix", "option"),
            Map.of("LEDGER_REDIS_PREFIX", "environment", "LEDGER_CURRENCY", "GBP", "PATH", "/bin"));
    assertThat(settings.redis().prefix()).isEqualTo("option");
    assertThat(settings.currency().code()).isEqualTo("GBP");
    assertThat(settings.kafka().topic()).isEqualTo("of_file");
    assertThat(settings.redis().uri()).isEqualTo("redis://127.0.0.1:6379/0");
  }

  @Test
  void whatBelongsToKafkaAndTheRegistryIsPassedOnUntouched() {
    LedgerSettings settings =
        load(
            Map.of(
                "ledger.kafka.ssl.truststore.location", "/t.jks",
                "ledger.basic.auth.user.info", "me:secret",
                "ledger.schema.registry.ssl.keystore.location", "/k.jks"),
            Map.of("LEDGER_KAFKA_SECURITY_PROTOCOL", "SASL_SSL"));
    assertThat(settings.kafka().clientProperties())
        .containsOnly(
            Map.entry("ssl.truststore.location", "/t.jks"),
            Map.entry("security.protocol", "SASL_SSL"));
    assertThat(settings.registry().clientProperties())
        .containsOnly(
            Map.entry("basic.auth.user.info", "me:secret"),
            Map.entry("schema.registry.ssl.keystore.location", "/k.jks"));
    assertThat(settings.toString()).doesNotContain("secret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ledger.window.slide | fast | a duration from 10ms to the window",
        "ledger.window.slide | 11s | a duration from 10ms to the window",
        "ledger.window.length | 100ms | a duration from 1s to 10m",
        "ledger.currency | yuan | three capital letters",
        "ledger.currency.scale | 3 | 2",
        "ledger.timeline.minutes | 0 | a whole number from 1 to 100000",
        "ledger.timeline.minutes | 1.5 | a whole number from 1 to 100000",
        "ledger.api.port | １２３４ | a port from 1 to 65535",
        "ledger.api.port | +80 | a port from 1 to 65535",
        "ledger.api.port | 70000 | a port from 1 to 65535",
        "ledger.redis.uri | localhost:6379 | redis://",
        "ledger.redis.uri | redis://localhost/0 | redis://",
        "ledger.redis.uri | redis://localhost:6379/zero | redis://",
        "ledger.redis.uri | redis://localhost:6379/0#x | redis://",
        "ledger.schema.registry.url | ftp://x | an http or https address",
        "ledger.kafka.bootstrap.servers | localhost | host:port",
        "ledger.kafka.bootstrap.servers | [::1] | host:port",
        "ledger.kafka.bootstrap.servers | a:1,b | host:port",
        "ledger.storm.spout.pending | 7 | 0 to work it out",
        "ledger.storm.port.base | 80 | 0 for Storm",
        "ledger.redis.prefix | a b | 1 to 64",
        "ledger.api.cors.origins | shop.example | * or origins",
        "ledger.api.cors.origins | https://shop.example/ | * or origins",
        "ledger.api.cors.origins | https://Shop.example | * or origins",
        "ledger.api.cors.origins | *,https://shop.example | * or origins",
        "ledger.api.cors.origins | https://*.example | * or origins",
        "ledger.api.cors.origins | /https:.*/ | * or origins",
        "ledger.api.cors.origins | https://a.example, https://b.example | * or origins",
        "ledger.api.cors.origins | https://a.example; | * or origins"
      })
  void badValueIsRefusedNamingKeyValueAndWhatWouldBeRight(String key, String value, String right) {
    assertThatThrownBy(() -> load(Map.of(key, value), Map.of()))
        .isInstanceOfSatisfying(
            LedgerFailure.class,
            failure -> assertThat(failure.kind()).isEqualTo(LedgerFailure.Kind.USAGE))
        .hasMessageContaining(key + "=" + value)
        .hasMessageContaining("right would be " + right);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a:1", "a:1,b.c:22", "[::1]:9092", "SASL_SSL://a:9092,SSL://[fe80::1]:9"})
  void brokersMayBeNamedAsKafkasClientsTakeThem(String servers) {
    assertThat(
            load(Map.of("ledger.kafka.bootstrap.servers", servers), Map.of())
                .kafka()
                .bootstrapServers())
        .isEqualTo(servers);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "https://shop.example",
        "http://localhost:3000,https://a-b.example",
        "http://[::1]:8080",
        "capacitor://localhost"
      })
  void originsMayBeNamedAsBrowsersSendThem(String origins) {
    assertThat(load(Map.of("ledger.api.cors.origins", origins), Map.of()).api().corsOrigins())
        .isEqualTo(origins);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "/0", "/15"})
  void aDatabaseMayFollowRedissAddress(String database) {
    String uri = "rediss://u:p@host:6380" + database;
    assertThat(load(Map.of("ledger.redis.uri", uri), Map.of()).redis().uri()).isEqualTo(uri);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis://u:hun/ter2@h:1/0",
        "redis://u:hunt@er2@h:1/0",
        "redis://u:hun?ter2@h:1/0",
        "http://u:hun#ter2@h:1",
        "redis://:hun ter2@h:1/0",
        "u:hunter2@h:1/0",
        "hunter2@h:1/0",
        "redis:/u:hunter2@h:1",
        "redis://hunter2@h:1/0",
        "redis://h:1/0?password=hunter2"
      })
  void aPasswordThatIsNotEncodedIsToldInNoMessage(String uri) {
    assertThatThrownBy(() -> load(Map.of("ledger.redis.uri", uri), Map.of()))
        .hasMessageContaining("ledger.redis.uri=")
        .hasMessageNotContaining("hun")
        .hasMessageNotContaining("er2");
  }

  @Test
  void theLoginOfTheRegistryIsShownNowhere() {
    LedgerSettings.Registry registry =
        load(Map.of("ledger.schema.registry.url", "https://u:hunter2@host/api"), Map.of())
            .registry();
    assertThat(registry.url()).contains("hunter2");
    assertThat(registry.displayUrl()).isEqualTo("https://host/api");
    assertThat(registry.toString()).doesNotContain("hunter2");
  }

  @Test
  void unknownKeyIsRefusedWithTheNearestOne() {
    assertThatThrownBy(() -> load(Map.of("ledger.window.lenght", "5s"), Map.of()))
        .hasMessage("unknown setting ledger.window.lenght=5s; did you mean ledger.window.length?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kafka.brokers=a:1 | ledger.kafka.bootstrap.servers",
        "kafka.topic=t | ledger.kafka.topic",
        "redis.host=a | ledger.redis.uri",
        "redis.port=1 | ledger.redis.uri",
        "storm.workers=2 | ledger.storm.workers",
        "currency=EUR | ledger.currency",
        "kafka.security.protocol=SSL | ledger.kafka.security.protocol",
      })
  void keyOfTheFileWithoutItsPrefixIsRefusedWithTheRightOne(String line, String right)
      throws IOException {
    Files.writeString(folder.resolve("ledger.properties"), line + "\n");

    assertThatThrownBy(() -> load(Map.of(), Map.of()))
        .isInstanceOfSatisfying(
            LedgerFailure.class,
            failure -> assertThat(failure.kind()).isEqualTo(LedgerFailure.Kind.USAGE))
        .hasMessage("unknown setting " + line + "; did you mean " + right + "?");
  }

  @Test
  void keyOfTheFileThatIsNothingLikeOursIsRefused() throws IOException {
    Files.writeString(folder.resolve("ledger.properties"), "password=hunter2\n");

    assertThatThrownBy(() -> load(Map.of(), Map.of()))
        .hasMessage(
            "unknown setting password=***; the known keys are listed in"
                + " docs/reference/configuration.md");
  }

  /** Somebody else may have set it: Kubernetes does for a service of that name. */
  @Test
  void unknownOrBadVariableOfTheEnvironmentIsNamed() {
    assertThatThrownBy(() -> load(Map.of(), Map.of("LEDGER_SERVICE_HOST", "10.0.0.1")))
        .hasMessageStartingWith(
            "unknown setting ledger.service.host=10.0.0.1 (LEDGER_SERVICE_HOST in the environment);");
    assertThatThrownBy(() -> load(Map.of(), Map.of("LEDGER_WINDOW_SLIDE", "fast")))
        .hasMessageStartingWith(
            "bad setting ledger.window.slide=fast (LEDGER_WINDOW_SLIDE in the environment); right");
    assertThatThrownBy(
            () ->
                load(Map.of("ledger.window.slide", "slow"), Map.of("LEDGER_WINDOW_SLIDE", "250ms")))
        .hasMessageStartingWith("bad setting ledger.window.slide=slow; right would be ");
  }

  @Test
  void byteOrderMarkBelongsToNoKey() throws IOException {
    Files.writeString(folder.resolve("ledger.properties"), "\uFEFFledger.currency=EUR\n");
    assertThat(load(Map.of(), Map.of()).currency().code()).isEqualTo("EUR");
    Files.writeString(folder.resolve("ledger.properties"), "\uFEFF");
    assertThat(load(Map.of(), Map.of()).currency().code()).isEqualTo("CNY");
  }

  @Test
  void noMessageTellsASecret() {
    for (String unknown : List.of("password", "pass", "pwd", "auth", "token", "myPassword")) {
      assertThatThrownBy(() -> load(Map.of("ledger.redis." + unknown, "hunter2"), Map.of()))
          .hasMessageContaining("unknown setting ledger.redis." + unknown)
          .hasMessageNotContaining("hunter2");
    }
    assertThatThrownBy(() -> load(Map.of("ledger.redis.uri", "http://u:hunter2@h:1"), Map.of()))
        .hasMessageNotContaining("hunter2");
    LedgerSettings settings =
        load(Map.of("ledger.redis.uri", "redis://u:hunter2@host:6379/0"), Map.of());
    assertThat(settings.toString()).doesNotContain("hunter2").contains("redis://host:6379/0");
  }

  @Test
  void stormPortsFollowEachOtherFromTheirBase() {
    assertThat(load(Map.of("ledger.storm.port.base", "20000"), Map.of()).ports().storm())
        .isEqualTo(new LedgerSettings.StormPorts(20000, 20001, 20002, 20003));
  }
}
