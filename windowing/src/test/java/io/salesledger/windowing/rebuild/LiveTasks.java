package io.salesledger.windowing.rebuild;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.windowing.core.CommitAnswer;
import io.salesledger.windowing.core.Launch;
import io.salesledger.windowing.log.PaymentContract;
import io.salesledger.windowing.store.LedgerIdentity;
import io.salesledger.windowing.store.RedisSession;
import io.salesledger.windowing.store.RedisViews;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The live tasks of a ledger, without Storm: they fold, say each moment that they live, and end and
 * start anew where they were fenced, as a supervisor has workers do.
 */
final class LiveTasks implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long BEAT_MILLIS = 50;

  private final LedgerSettings settings;
  private final LedgerIdentity identity;
  private final int partitions;
  private final Launch launch = new Launch(2, "live");
  private final AtomicInteger starts = new AtomicInteger();
  private final Thread thread = new Thread(this::supervise, "live-tasks");
  private volatile boolean enough;

  private LiveTasks(LedgerSettings settings, LedgerIdentity identity, int partitions) {
    this.settings = settings;
    this.identity = identity;
    this.partitions = partitions;
  }

  static LiveTasks start(LedgerSettings settings, int partitions) {
    try (SourceLog log = SourceLog.open(settings.kafka())) {
      LedgerIdentity identity =
          LedgerIdentity.of(settings, log.topic().clusterId(), log.topic().topicId());
      LiveTasks tasks = new LiveTasks(settings, identity, partitions);
      tasks.thread.start();
      return tasks;
    }
  }

  /** How often they were started. */
  int starts() {
    return starts.get();
  }

  private void supervise() {
    while (!enough) {
      starts.incrementAndGet();
      try (LogFold fold =
          LogFold.start(
              settings, PaymentContract.published(), identity, launch, partitions, PATIENCE)) {
        liveUntilFenced(fold);
      } catch (LedgerFailure e) {
        Pause.millis(BEAT_MILLIS); // the views are damaged: nothing may be claimed
      }
    }
  }

  private void liveUntilFenced(LogFold fold) {
    try (RedisViews views =
        new RedisViews(new RedisSession(settings.redis(), PATIENCE), settings, identity, launch)) {
      boolean owner = true;
      while (!enough && owner && !fold.hasFailed()) {
        for (Map.Entry<Integer, String> epoch : fold.epochs().entrySet()) {
          owner &=
              views.heartbeat(
                      epoch.getKey(), epoch.getValue(), Clock.systemUTC().millis(), 1_000_000)
                  instanceof CommitAnswer.Ok;
        }
        Pause.millis(BEAT_MILLIS);
      }
    }
  }

  @Override
  public void close() {
    enough = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
