package io.salesledger.queryapi.settings;

import io.salesledger.contract.LedgerSettings;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Makes the settings and the clock injectable. */
@Singleton
final class SettingsProducer {
  @Produces
  @Singleton
  LedgerSettings settings() {
    return ProcessSettings.load();
  }

  @Produces
  @Singleton
  Clock clock() {
    return Clock.systemUTC();
  }
}
