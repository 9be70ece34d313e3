package io.salesledger.windowing.store;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salesledger.contract.LedgerFailure;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RedisRequirementsTest {
  private static final String SAFE = "# Memory\r\nmaxmemory_policy:noeviction\r\n";
  private final RedisRequirements requirements = new RedisRequirements("redis://host:6379/0");

  @ParameterizedTest
  @ValueSource(strings = {"6.2.0", "6.2.21", "7.0.15", "8.2.1", "10.0.0"})
  void aRedisNewEnoughIsFine(String version) {
    assertThatCode(() -> requirements.check(server(version), SAFE)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.8.4", "5.0.14", "6.0.20", "6.1.0"})
  void anOlderRedisIsRefusedWithItsVersionAndWhatIsNeeded(String version) {
    assertThatThrownBy(() -> requirements.check(server(version), SAFE))
        .isInstanceOf(LedgerFailure.class)
        .hasMessage(
            "Redis at redis://host:6379/0 is version " + version + "; 6.2 or newer is needed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"allkeys-lru", "volatile-ttl", "allkeys-random", "volatile-lfu"})
  void aRedisThatMayEvictIsRefusedWithTheCommandThatMendsIt(String policy) {
    assertThatThrownBy(
            () -> requirements.check(server("7.2.4"), "maxmemory_policy:" + policy + "\r\n"))
        .isInstanceOf(LedgerFailure.class)
        .hasMessageContaining(policy)
        .hasMessageEndingWith("redis-cli CONFIG SET maxmemory-policy noeviction");
  }

  private static String server(String version) {
    return "# Server\r\nredis_version:" + version + "\r\nredis_mode:standalone\r\n";
  }
}
