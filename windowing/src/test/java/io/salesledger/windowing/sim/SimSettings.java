package io.salesledger.windowing.sim;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.SettingsLoader;
import io.salesledger.contract.ViewKeys;
import io.salesledger.windowing.core.CommitLimits;
import io.salesledger.windowing.store.RedisViews;
import java.nio.file.Path;
import java.util.Map;

/**
 * How one seed's ledger is set: small windows, small commits, short timelines, so that every edge
 * is met in a few hundred steps.
 *
 * @param ledger for the scripts
 * @param windowMillis length of the sliding window
 * @param slideMillis its slide
 * @param timeoutMillis Storm's message timeout
 * @param traffic what is on the log
 */
record SimSettings(
    LedgerSettings ledger, int windowMillis, int slideMillis, int timeoutMillis, Traffic traffic) {
  /**
   * Portions are of many products and no requeues, which half of the seeds have.
   *
   * @param products how many there are
   * @param requeueOneIn one payment in so many is a requeue
   * @param pollRecords the most that one poll brings
   */
  record Traffic(int products, int requeueOneIn, int pollRecords) {
    static Traffic of(Chance chance) {
      return chance.oneIn(2) ? new Traffic(5, 10, 12) : new Traffic(8, 500, 20);
    }
  }

  private static final LedgerSettings DEFAULTS =
      SettingsLoader.load(Map.of(), Map.of(), Path.of("no-such-folder"));

  static SimSettings of(Chance chance) {
    int window = chance.between(4, 12) * 250;
    LedgerSettings.Views views =
        new LedgerSettings.Views(
            chance.between(3, 12),
            chance.between(4, 20) * 60_000L,
            chance.between(2, 40),
            chance.between(1, 200),
            chance.between(1, 30));
    return new SimSettings(
        new LedgerSettings(
            DEFAULTS.kafka(),
            DEFAULTS.registry(),
            DEFAULTS.redis(),
            DEFAULTS.currency(),
            DEFAULTS.window(),
            views,
            DEFAULTS.storm(),
            DEFAULTS.api(),
            DEFAULTS.ports()),
        window,
        250,
        3 * window,
        Traffic.of(chance));
  }

  CommitLimits limits() {
    return RedisViews.limits(ledger.views());
  }

  ViewKeys keys() {
    return ledger.redis().keys();
  }
}
