package io.salesledger.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.SettingsLoader;
import java.nio.file.Path;
import java.util.HashMap;
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
        .containsEntry("default.api.timeout.ms", SalesTopic.TIMEOUT_MILLIS)
        .containsEntry("request.timeout.ms", SalesTopic.TIMEOUT_MILLIS / 2);
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

  @ParameterizedTest
  @CsvSource({
    "request, 30000, whole, 60000", // longer than ours: twice is asked
    "request, 3000, whole, 8000", // an absent broker is noticed as soon as without it
    "request, 2147483647, whole, 2147483647",
    "request, soon, whole, 8000", // Kafka says what is wrong
    "whole, 3000, request, 1500",
    "whole, 20000, request, 4000",
    "whole, soon, request, 4000"
  })
  void given_one_of_the_users_then_the_other_goes_with_it(
      String own, String millis, String other, int otherMillis) {
    Map<String, Object> properties = new HashMap<>(Map.of(own, millis));

    ClientTimeouts.addMissing(properties, "whole", 8000, "request", 4000);

    assertThat(properties).isEqualTo(Map.of(own, millis, other, otherMillis));
  }

  @Test
  void given_both_of_the_users_then_they_stay() {
    Map<String, Object> properties = new HashMap<>(Map.of("whole", "9", "request", "7"));

    ClientTimeouts.addMissing(properties, "whole", 8000, "request", 4000);

    assertThat(properties).isEqualTo(Map.of("whole", "9", "request", "7"));
  }

  private static LedgerSettings.Kafka settings(Map<String, String> options) {
    return SettingsLoader.load(options, Map.of(), Path.of("")).kafka();
  }
}
