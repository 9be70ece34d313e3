package io.salesledger.windowing.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.contract.SettingsLoader;
import io.salesledger.parts.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Redis behind TLS is asked if its certificate is trusted and for the host that was asked. */
final class RedisSessionTlsIT {
  private static final Duration AGES = Duration.ofSeconds(60);

  private final Path folder;

  RedisSessionTlsIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void givenACertificateForTheHostThenItIsAsked() throws Exception {
    assertThat(saidBehind("ip:127.0.0.1", AGES)).contains("said PONG");
  }

  @Test
  void givenATrustedCertificateForAnotherHostThenItIsNotAsked() throws Exception {
    assertThat(saidBehind("dns:redis.example", Duration.ofSeconds(5)))
        .contains("does not answer")
        .doesNotContain("said PONG");
  }

  /** In a process of its own, since a JVM's trust store is that of all its connections. */
  private String saidBehind(String names, Duration patience) throws Exception {
    try (RedisServer server = RedisServer.start(folder);
        TlsFront front = new TlsFront(folder, names, server.port())) {
      Process asking =
          new ProcessBuilder(
                  List.of(
                      Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                      "-Djavax.net.ssl.trustStore=" + front.trustStore(),
                      "-Djavax.net.ssl.trustStorePassword=" + TlsFront.PASSWORD,
                      "-cp",
                      System.getProperty("java.class.path"),
                      Asking.class.getName(),
                      front.uri(),
                      patience.toString()))
              .redirectErrorStream(true)
              .start();
      String said = new String(asking.getInputStream().readAllBytes(), UTF_8);
      asking.waitFor();
      return said;
    }
  }

  /** Asks the Redis of its first argument whether it is there, as long as the second says. */
  static final class Asking {
    private Asking() {}

    public static void main(String[] arguments) {
      Map<String, String> options = Map.of("ledger.redis.uri", arguments[0]);
      try (RedisSession session =
          new RedisSession(
              SettingsLoader.load(options, Map.of(), Path.of("")).redis(),
              Duration.parse(arguments[1]))) {
        System.out.println("said " + session.<String>call(jedis -> jedis.ping()));
      }
    }
  }
}
