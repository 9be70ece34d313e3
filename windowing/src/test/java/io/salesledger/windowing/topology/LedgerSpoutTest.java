package io.salesledger.windowing.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.SettingsLoader;
import io.salesledger.windowing.core.Launch;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.storm.kafka.spout.KafkaSpoutConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What KafkaSpout makes its clients of. */
final class LedgerSpoutTest {
  private static final Launch LAUNCH = new Launch(1, "launch");

  @Test
  void given_a_commit_mode_of_the_users_then_it_is_still_what_was_acked_that_is_committed(
      @TempDir Path folder) {
    assertThat(config(folder, "ledger.kafka.enable.auto.commit", "true").getKafkaProps())
        .containsEntry("enable.auto.commit", false);
  }

  @ParameterizedTest
  @CsvSource({
    "ledger.kafka.default.api.timeout.ms, 4000",
    "ledger.kafka.default.api.timeout.ms, 29999",
    "ledger.kafka.request.timeout.ms, 30000",
    "ledger.kafka.request.timeout.ms, 90000",
  })
  void given_one_of_two_timeouts_then_the_other_fits_it(
      String key, String millis, @TempDir Path folder) {
    KafkaSpoutConfig<byte[], Object> config = config(folder, key, millis);

    assertThatCode(() -> Admin.create(config.getKafkaProps()).close()).doesNotThrowAnyException();
  }

  @Test
  void given_secrets_then_storm_is_told_none_of_them(@TempDir Path folder) {
    Map<String, String> options =
        Map.of(
            "ledger.kafka.sasl.jaas.config", "hunter2",
            "ledger.kafka.sasl.password", "hunter2",
            "ledger.kafka.config.providers.vault.param.token", "hunter2",
            "ledger.kafka.security.protocol", "SASL_SSL");
    LedgerSpout spout =
        LedgerSpout.of(SettingsLoader.load(options, Map.of(), folder), LAUNCH, Halt.ofProcess());

    assertThat(spout.getComponentConfiguration())
        .doesNotContainValue("hunter2")
        .containsEntry("config.security.protocol", "SASL_SSL");
  }

  private static KafkaSpoutConfig<byte[], Object> config(Path folder, String key, String value) {
    LedgerSettings settings = SettingsLoader.load(Map.of(key, value), Map.of(), folder);
    return LedgerSpout.config(settings, new TakenPartitions(settings, LAUNCH), Halt.ofProcess());
  }
}
