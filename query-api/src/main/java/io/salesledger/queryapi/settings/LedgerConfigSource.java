package io.salesledger.queryapi.settings;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.PropertiesConfigSource;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Tells Quarkus what the ledger's settings say about it. Redis's address is not among them: it may
 * hold a password, and {@link LedgerRedisHosts} hands it over without it becoming configuration.
 */
public final class LedgerConfigSource implements ConfigSourceFactory {
  /** Above system properties (400): the ledger's keys are the only ones. */
  private static final int ORDINAL = 500;

  private static final int LEAST_IDLE_MILLIS = 15_000;
  private static final int IDLE_SLACK_MILLIS = 5_000;

  @Override
  public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
    try {
      return List.of(
          new PropertiesConfigSource(
              quarkusKeys(ProcessSettings.load()), "ledger settings", ORDINAL));
    } catch (LedgerFailure failure) {
      // Main has refused them already; a build on a machine with odd variables must not fail.
      return List.of();
    }
  }

  static Map<String, String> quarkusKeys(LedgerSettings settings) {
    return Map.of(
        "quarkus.http.host", settings.api().host(),
        "quarkus.http.port", Integer.toString(settings.api().port()),
        "quarkus.http.cors.origins", settings.api().corsOrigins(),
        "quarkus.redis.timeout", settings.redis().timeoutMillis() + "MS",
        "quarkus.redis.tcp.read-idle-timeout", idleMillis(settings) + "MS");
  }

  /**
   * A connection that a network swallowed is given up, and the next asker gets a new one; but none
   * on which an answer may still come.
   */
  private static int idleMillis(LedgerSettings settings) {
    return Math.max(LEAST_IDLE_MILLIS, settings.redis().timeoutMillis() + IDLE_SLACK_MILLIS);
  }
}
