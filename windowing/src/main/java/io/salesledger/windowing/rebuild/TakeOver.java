package io.salesledger.windowing.rebuild;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.windowing.core.PartitionMarks;
import io.salesledger.windowing.core.Views;
import io.salesledger.windowing.store.RedisSession;
import io.salesledger.windowing.store.StoredMarks;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Watches how the topology goes on with views that were switched beneath it. */
final class TakeOver {
  /** A worker is started again in about six seconds; longer on a busy machine. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final long PAUSE_MILLIS = 200;

  private static final String NOT_WAITED_FOR = "the topology goes on from here within seconds";

  private final LedgerSettings settings;
  private final RedisSession session;
  private final BooleanSupplier stop;

  TakeOver(LedgerSettings settings, RedisSession session, BooleanSupplier stop) {
    this.settings = settings;
    this.session = session;
    this.stop = stop;
  }

  /**
   * Waits until every partition has another owner, if a topology was alive.
   *
   * @param heartbeatMillis its newest sign of life before the switch, epoch milliseconds
   * @return how it went on, in one line
   */
  String await(Map<Integer, String> epochs, long heartbeatMillis, long nowMillis) {
    if (nowMillis - heartbeatMillis > settings.api().heartbeatMaxAgeMillis()) {
      return "no topology was counting; one that runs, or is started, goes on from here";
    }
    try {
      return await(epochs);
    } catch (Views.ViewsAwayException e) {
      return "how the topology goes on is not known: " + e.getMessage();
    } catch (StoppedException e) {
      return NOT_WAITED_FOR;
    }
  }

  private String await(Map<Integer, String> epochs) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      if (stop.getAsBoolean()) {
        return NOT_WAITED_FOR;
      }
      PartitionMarks marks = new StoredMarks(session, settings.redis().keys()).of(epochs.keySet());
      if (marks.broken().isPresent()) {
        return "the topology has stopped: " + marks.broken().get();
      }
      if (epochs.entrySet().stream().noneMatch(old -> isOwner(marks, old))) {
        return "the topology goes on from here";
      }
      Pause.millis(PAUSE_MILLIS);
    }
    return "the topology has not gone on within "
        + TimeUnit.NANOSECONDS.toSeconds(PATIENCE.toNanos())
        + " s; see ledger status";
  }

  private static boolean isOwner(PartitionMarks marks, Map.Entry<Integer, String> claim) {
    return Optional.ofNullable(marks.marks().get(claim.getKey()))
        .filter(mark -> mark.epoch().equals(claim.getValue()))
        .isPresent();
  }
}
