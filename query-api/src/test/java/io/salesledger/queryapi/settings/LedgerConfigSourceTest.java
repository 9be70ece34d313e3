package io.salesledger.queryapi.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.contract.SettingsLoader;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LedgerConfigSourceTest {
  private final Path folder;

  LedgerConfigSourceTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @CsvSource({"100ms, 15000MS", "10s, 15000MS", "11s, 16000MS", "60s, 65000MS"})
  void givenATimeoutThenNoConnectionIsGivenUpWhileAnAnswerMayStillCome(
      String timeout, String idle) {
    assertThat(
            LedgerConfigSource.quarkusKeys(
                SettingsLoader.load(Map.of("ledger.redis.timeout", timeout), Map.of(), folder)))
        .containsEntry("quarkus.redis.tcp.read-idle-timeout", idle);
  }
}
