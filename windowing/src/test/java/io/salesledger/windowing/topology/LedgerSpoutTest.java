package io.salesledger.windowing.topology;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.SettingsLoader;
import io.salesledger.windowing.core.Launch;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.storm.kafka.spout.KafkaSpoutConfig;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What KafkaSpout makes its clients of. */
final class LedgerSpoutTest {
  @ParameterizedTest
  @CsvSource({
    "ledger.kafka.default.api.timeout.ms, 4000",
    "ledger.kafka.default.api.timeout.ms, 29999",
    "ledger.kafka.request.timeout.ms, 30000",
    "ledger.kafka.request.timeout.ms, 90000",
  })
  void given_one_of_two_timeouts_then_the_other_fits_it(
      String key, String millis, @TempDir Path folder) {
    LedgerSettings settings = SettingsLoader.load(Map.of(key, millis), Map.of(), folder);
    KafkaSpoutConfig<byte[], Object> config =
        LedgerSpout.config(
            settings, new TakenPartitions(settings, new Launch(1, "launch")), Halt.ofProcess());

    assertThatCode(() -> Admin.create(config.getKafkaProps()).close()).doesNotThrowAnyException();
  }
}
