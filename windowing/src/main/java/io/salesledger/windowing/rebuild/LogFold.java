package io.salesledger.windowing.rebuild;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.windowing.core.ClaimAnswer;
import io.salesledger.windowing.core.Launch;
import io.salesledger.windowing.core.PartitionLedger;
import io.salesledger.windowing.log.PaymentContract;
import io.salesledger.windowing.store.LedgerIdentity;
import io.salesledger.windowing.store.RedisSession;
import io.salesledger.windowing.store.RedisViews;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Folds the log into a set of views, from where they stand, and goes on until it is closed: a lane
 * a core, partitions shared out among them. Used by one thread; the lanes have their own.
 */
final class LogFold implements AutoCloseable {
  private final LedgerSettings settings;
  private final List<FoldLane> lanes = new ArrayList<>();
  private final List<RedisSession> sessions = new ArrayList<>();
  private final Map<Integer, String> epochs = new TreeMap<>();
  private final Map<Integer, Long> lows = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();

  private LogFold(LedgerSettings settings) {
    this.settings = settings;
  }

  /**
   * Claims every partition, and starts.
   *
   * @param settings with the address of the views to fill
   * @param contract what it knows of payments
   * @param patience how long one call may wait for Redis
   * @throws LedgerFailure if the views cannot be claimed
   */
  static LogFold start(
      LedgerSettings settings,
      PaymentContract contract,
      LedgerIdentity identity,
      Launch launch,
      int partitions,
      Duration patience) {
    LogFold fold = new LogFold(settings);
    try {
      int lanes = Math.min(partitions, Runtime.getRuntime().availableProcessors());
      for (int lane = 0; lane < lanes; lane++) {
        RedisSession session = new RedisSession(settings.redis(), patience);
        fold.sessions.add(session);
        RedisViews views = new RedisViews(session, settings, identity, launch);
        Map<Integer, PartitionLedger> owners = new TreeMap<>();
        int index = lane;
        IntStream.range(0, partitions)
            .filter(partition -> partition % lanes == index)
            .forEach(partition -> owners.put(partition, fold.claim(partition, views)));
        fold.lanes.add(
            new FoldLane(settings, contract, owners, fold.lows::put, e -> fold.failure.set(e)));
      }
      fold.lanes.forEach(FoldLane::start);
      return fold;
    } catch (RuntimeException e) {
      fold.close();
      throw e;
    }
  }

  private PartitionLedger claim(int partition, RedisViews views) {
    ClaimAnswer answer = views.claim(partition);
    if (answer instanceof ClaimAnswer.Granted granted) {
      epochs.put(partition, granted.epoch());
      lows.put(partition, granted.applied().low());
      return new PartitionLedger(partition, granted, views, RedisViews.limits(settings.views()));
    }
    String why =
        answer instanceof ClaimAnswer.Broken broken ? broken.reason() : "a topology counts into it";
    throw LedgerFailure.failed(
        "the set of views in "
            + settings.redis().displayUri()
            + " cannot be gone on with ("
            + why
            + "); start it anew with --fresh");
  }

  /** The claims, by partition. */
  Map<Integer, String> epochs() {
    return Collections.unmodifiableMap(epochs);
  }

  /** How many offsets are in the views. */
  long covered() {
    return lows.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Whether the views hold every offset below these. */
  boolean reached(Map<Integer, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> lows.getOrDefault(end.getKey(), 0L) >= end.getValue());
  }

  /** Whether a lane does not go on. */
  boolean hasFailed() {
    return failure.get() != null;
  }

  /** Throws what keeps a lane from going on, if anything does. */
  void check() {
    RuntimeException why = failure.get();
    if (why != null) {
      throw why;
    }
  }

  @Override
  public void close() {
    lanes.forEach(FoldLane::stop);
    lanes.forEach(FoldLane::close);
    sessions.forEach(RedisSession::close);
  }
}
