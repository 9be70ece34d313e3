package io.salesledger.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.SettingsLoader;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long Kafka may take to answer, and that a user may say so. */
final class ClientTimeoutsTest {
  @Test
  void given_none_in_the_settings_then_an_absent_broker_is_noticed_in_time() {
    assertThat(SalesTopic.adminProperties(settings(Map.of())))
        .containsEntry("default.api.timeout.ms", SalesTopic.TIMEOUT_MILLIS);
  }

  /**
   * Kafka refuses the first beside the ledger's own time for a call, the second beside a request's.
   */
  @ParameterizedTest
  @CsvSource({"request.timeout.ms, 30000", "default.api.timeout.ms, 3000"})
  void given_one_of_the_users_then_it_holds_and_makes_a_client(String name, String millis) {
    LedgerSettings.Kafka settings = settings(Map.of("ledger.kafka." + name, millis));

    try (Admin admin = SalesTopic.connect(settings)) {
      assertThat(admin).isNotNull();
    }
    assertThat(SalesTopic.adminProperties(settings)).containsEntry(name, millis);
  }

  private static LedgerSettings.Kafka settings(Map<String, String> options) {
    return SettingsLoader.load(options, Map.of(), Path.of("")).kafka();
  }
}
