package io.salesledger.windowing.topology;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.windowing.core.Launch;
import io.salesledger.windowing.core.PartitionMarks;
import io.salesledger.windowing.core.PartitionMarks.Mark;
import io.salesledger.windowing.core.PartitionReads;
import io.salesledger.windowing.core.ReadRules;
import io.salesledger.windowing.core.ReadRules.Verdict;
import io.salesledger.windowing.core.Views;
import io.salesledger.windowing.log.LogBounds;
import io.salesledger.windowing.store.LedgerBegunAnew;
import io.salesledger.windowing.store.LedgerStop;
import io.salesledger.windowing.store.RedisSession;
import io.salesledger.windowing.store.StoredMarks;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks the marks up, before a partition is read and all the while, and does what {@link ReadRules}
 * say: so the committed offset is never above the views' low-water mark for long.
 *
 * <p>{@link #readFrom} is called by the spout's thread; the checks run on a thread of their own.
 */
final class ReadGuard implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReadGuard.class);

  /** Marks are read this often, because reading waits for them. */
  private static final long MARKS_MILLIS = 100;

  /** Committed offsets are compared every this many marks: each second. */
  private static final int ROUNDS_A_COMPARISON = 10;

  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final LedgerSettings settings;
  private final ReadRules rules;
  private final PartitionReads reads;
  private final ReadProgress progress;
  private final LogBounds log;
  private final RedisSession spoutSession;
  private final RedisSession guardSession;
  private Optional<PeriodicTask> checking = Optional.empty();
  private int round;
  private String lastSaid = "";

  ReadGuard(LedgerSettings settings, Launch launch, PartitionReads reads, ReadProgress progress) {
    this.settings = settings;
    this.rules = new ReadRules(launch);
    this.reads = reads;
    this.progress = progress;
    this.log = new LogBounds(settings.kafka());
    this.spoutSession = new RedisSession(settings.redis(), PATIENCE);
    this.guardSession = new RedisSession(settings.redis(), PATIENCE);
  }

  void start() {
    checking = Optional.of(new PeriodicTask("ledger-read-guard", MARKS_MILLIS, this::check));
  }

  /**
   * From where each of these partitions is to be read; without those that may not be read now. Sets
   * the group's committed offsets to just that.
   */
  Map<Integer, Mark> readFrom(List<Integer> partitions) {
    if (partitions.isEmpty()) {
      return Map.of();
    }
    try {
      PartitionMarks marks = marks(spoutSession).of(partitions);
      outlive(marks);
      rules.whyNotToRead(marks).ifPresent(this::say);
      Map<Integer, Mark> from = new HashMap<>(rules.readFrom(marks, partitions));
      if (from.isEmpty()) {
        return Map.of();
      }
      Map<TopicPartition, LogBounds.Bounds> bounds =
          log.ofLed(from.keySet().stream().map(this::topicPartition).toList());
      from.keySet().removeIf(partition -> !bounds.containsKey(topicPartition(partition)));
      if (from.isEmpty() || !isWithinLog(marks, from, bounds)) {
        return Map.of();
      }
      Map<TopicPartition, Long> offsets = new HashMap<>();
      from.forEach((partition, mark) -> offsets.put(topicPartition(partition), mark.low()));
      tellIfBegunAnew(from);
      log.setCommitted(offsets);
      lastSaid = "";
      return from;
    } catch (Views.ViewsAwayException | LogBounds.KafkaAwayException | LedgerFailure e) {
      say(String.valueOf(e.getMessage()));
      return Map.of();
    }
  }

  /** Whoever has committed offsets had views that held them. */
  private void tellIfBegunAnew(Map<Integer, Mark> from) {
    Map<TopicPartition, Long> committed = log.committed();
    boolean begunAnew =
        from.entrySet().stream()
            .anyMatch(
                mark ->
                    mark.getValue().low() == 0
                        && committed.getOrDefault(topicPartition(mark.getKey()), 0L) > 0);
    if (begunAnew) {
      new LedgerBegunAnew(spoutSession, settings.redis().keys(), rules.launch()).now();
    }
  }

  /**
   * Another launch may stop a ledger whose owner is silent; nobody else would take that back once
   * the owner goes on. Reading goes on at the next refresh.
   */
  private void outlive(PartitionMarks marks) {
    Optional<String> reason = marks.broken();
    if (reason.isEmpty() || !marks.launch().equals(Optional.of(rules.launch()))) {
      return;
    }
    Optional<String> now = log.topicId();
    if (now.isPresent()
        && now.equals(marks.topicId())
        && stopOf(spoutSession).outlive(reason.get())) {
      LOG.warn("Another launch stopped the ledger while its owner was silent: {}", reason.get());
    }
  }

  private boolean isWithinLog(
      PartitionMarks marks, Map<Integer, Mark> from, Map<TopicPartition, LogBounds.Bounds> all) {
    for (Map.Entry<TopicPartition, LogBounds.Bounds> one : all.entrySet()) {
      Optional<String> reason =
          Optional.ofNullable(from.get(one.getKey().partition()))
              .flatMap(
                  mark ->
                      ReadRules.whyNotWithin(
                              one.getKey().toString(),
                              mark.low(),
                              one.getValue().begin(),
                              one.getValue().end())
                          .or(
                              () ->
                                  ReadRules.whyNotOlder(
                                      one.getKey().toString(), mark, one.getValue().logEpoch())));
      if (reason.isPresent()) {
        stop(spoutSession, marks, reason.get());
        return false;
      }
    }
    return true;
  }

  private void check() {
    Map<Integer, Mark> taken = reads.taken();
    if (taken.isEmpty()) {
      return;
    }
    boolean compares = ++round % ROUNDS_A_COMPARISON == 0;
    // Committed first, then the mark: both only grow, so that a commit in between is no alarm.
    Map<TopicPartition, Long> committed = compares ? log.committed() : Map.of();
    PartitionMarks marks = marks(guardSession).of(taken.keySet());
    taken.forEach(
        (partition, mark) -> {
          Long offset = committed.get(topicPartition(partition));
          Verdict verdict =
              rules.check(
                  partition,
                  reads.taken(partition).orElse(mark),
                  marks,
                  offset == null ? OptionalLong.empty() : OptionalLong.of(offset));
          if (verdict instanceof Verdict.Rewind rewind) {
            if (reads.rewind(partition)) {
              LOG.warn("Partition {} is to be rewound: {}", partition, rewind.why());
            }
          } else if (verdict instanceof Verdict.GoOn goOn) {
            progress.applied(partition, goOn.mark());
          }
        });
    if (compares) {
      compareTopic(marks);
    }
  }

  private void compareTopic(PartitionMarks marks) {
    Optional<String> now = log.topicId();
    marks
        .topicId()
        .flatMap(folded -> ReadRules.whyNotTheTopic(settings.kafka().topic(), folded, now))
        .ifPresent(reason -> writeDown(guardSession, marks, reason));
  }

  /**
   * Why the log is not read on is written down at the ledger that it is read for; if that is not
   * known now, the next time.
   */
  void stop(String reason) {
    try {
      Map<Integer, Mark> taken = reads.taken();
      PartitionMarks marks = marks(spoutSession).of(taken.keySet());
      if (rules.isStillAsTaken(taken, marks)) {
        stop(spoutSession, marks, reason);
      } else {
        say("what is read is to be taken anew first; " + reason);
      }
    } catch (Views.ViewsAwayException e) {
      say(String.valueOf(e.getMessage()));
    }
  }

  private void stop(RedisSession session, PartitionMarks marks, String reason) {
    say(reason);
    writeDown(session, marks, reason);
  }

  private void writeDown(RedisSession session, PartitionMarks marks, String reason) {
    if (!stopOf(session).because(reason, marks.ledgerId().orElse(""))) {
      LOG.warn("The ledger is gone or another launch's, that was to stop because {}", reason);
    }
  }

  private LedgerStop stopOf(RedisSession session) {
    return new LedgerStop(session, settings.redis().keys(), rules.launch());
  }

  private StoredMarks marks(RedisSession session) {
    return new StoredMarks(session, settings.redis().keys());
  }

  private TopicPartition topicPartition(int partition) {
    return new TopicPartition(settings.kafka().topic(), partition);
  }

  /** Says a thing once, not at each refresh; and again once there was reading in between. */
  private void say(String what) {
    if (!what.equals(lastSaid)) {
      LOG.warn("Not reading: {}", what);
      lastSaid = what;
    }
  }

  @Override
  public void close() {
    checking.ifPresent(PeriodicTask::close);
    log.close();
    spoutSession.close();
    guardSession.close();
  }
}
