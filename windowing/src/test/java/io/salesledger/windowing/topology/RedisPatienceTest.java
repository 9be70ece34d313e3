package io.salesledger.windowing.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.SettingsLoader;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Redis that is away is waited for less long than the window keeps what would be replayed. */
final class RedisPatienceTest {
  private final Path folder;

  RedisPatienceTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void given_a_timeout_beyond_the_window_then_a_command_in_flight_takes_less_than_the_window() {
    assertThat(timeoutMillis("10s", "60s")).isEqualTo(7_500);
    assertThat(timeoutMillis("1s", "2s")).isEqualTo(750);
  }

  @Test
  void given_a_timeout_within_the_window_then_it_is_as_set() {
    assertThat(timeoutMillis("10s", "2s")).isEqualTo(2_000);
  }

  private int timeoutMillis(String window, String timeout) {
    LedgerSettings settings =
        SettingsLoader.load(
            Map.of("ledger.window.length", window, "ledger.redis.timeout", timeout),
            Map.of(),
            folder);
    LedgerSettings.Redis inFlight = RedisPatience.inFlight(settings);
    assertThat(inFlight.uri()).isEqualTo(settings.redis().uri());
    assertThat(inFlight.prefix()).isEqualTo(settings.redis().prefix());
    return inFlight.timeoutMillis();
  }
}
