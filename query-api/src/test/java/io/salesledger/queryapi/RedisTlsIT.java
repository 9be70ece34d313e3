package io.salesledger.queryapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.parts.RedisServer;
import io.salesledger.queryapi.support.ApiProcess;
import io.salesledger.queryapi.support.RedisCommands;
import io.salesledger.queryapi.support.TlsFront;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Redis behind TLS is asked if its certificate is trusted and for the host that was asked. */
final class RedisTlsIT {
  private final Path folder;

  RedisTlsIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void givenACertificateForTheHostThenItIsAsked() throws Exception {
    assertThat(statusBehind("ip:127.0.0.1")).isEqualTo(200);
  }

  @Test
  void givenATrustedCertificateForAnotherHostThenItIsNotAsked() throws Exception {
    assertThat(statusBehind("dns:redis.example")).isEqualTo(503);
  }

  private int statusBehind(String names) throws Exception {
    try (RedisServer server = RedisServer.start(folder);
        RedisCommands redis = new RedisCommands(server.uri());
        TlsFront front = new TlsFront(folder, names, server.port())) {
      redis.twoPayments();
      try (ApiProcess api =
          ApiProcess.start(
              folder,
              Map.of(
                  "ledger.redis.uri",
                  front.uri(),
                  "javax.net.ssl.trustStore",
                  front.trustStore().toString(),
                  "javax.net.ssl.trustStorePassword",
                  TlsFront.PASSWORD))) {
        return api.get("/api/total").statusCode();
      }
    }
  }
}
