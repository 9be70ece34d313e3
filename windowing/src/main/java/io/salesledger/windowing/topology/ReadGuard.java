package io.salesledger.windowing.topology;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.schemas.SalesTopic;
import io.salesledger.windowing.core.Views;
import io.salesledger.windowing.log.LogBounds;
import io.salesledger.windowing.store.Launch;
import io.salesledger.windowing.store.LedgerStop;
import io.salesledger.windowing.store.PartitionMarks;
import io.salesledger.windowing.store.PartitionMarks.Mark;
import io.salesledger.windowing.store.RedisSession;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Redis wins: a partition's committed offset is never above the views' low-water mark, neither
 * before it is read nor while it is. Where it is, the partition is rewound to the mark; so a Redis
 * that went back, or was emptied, is filled again from the log. A partition whose owner changed is
 * rewound as well: what the old owner's window held is lost.
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
  private final Launch launch;
  private final Map<TopicPartition, Mark> taken;
  private final ReadProgress progress;
  private final Consumer<TopicPartition> rewind;
  private final LogBounds log;
  private final RedisSession spoutSession;
  private final RedisSession guardSession;
  private Optional<PeriodicTask> checking = Optional.empty();
  private int round;
  private String lastSaid = "";

  ReadGuard(
      LedgerSettings settings,
      Launch launch,
      Map<TopicPartition, Mark> taken,
      ReadProgress progress,
      Consumer<TopicPartition> rewind) {
    this.settings = settings;
    this.launch = launch;
    this.taken = taken;
    this.progress = progress;
    this.rewind = rewind;
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
  Map<TopicPartition, Mark> readFrom(List<TopicPartition> partitions) {
    if (partitions.isEmpty()) {
      return Map.of();
    }
    try {
      PartitionMarks marks =
          PartitionMarks.read(spoutSession, settings.redis().keys(), numbers(partitions));
      Optional<String> reason = whyNotToRead(marks);
      if (reason.isPresent()) {
        say(reason.get());
        return Map.of();
      }
      Map<TopicPartition, Mark> from = new HashMap<>();
      Map<TopicPartition, Long> offsets = new HashMap<>();
      for (TopicPartition partition : partitions) {
        Optional.ofNullable(marks.marks().get(partition.partition()))
            .ifPresent(
                mark -> {
                  from.put(partition, mark);
                  offsets.put(partition, mark.low());
                });
      }
      if (from.isEmpty() || !isWithinLog(offsets)) {
        return Map.of();
      }
      log.setCommitted(offsets);
      return from;
    } catch (Views.ViewsAwayException | LogBounds.KafkaAwayException | LedgerFailure e) {
      say(String.valueOf(e.getMessage()));
      return Map.of();
    }
  }

  /** Nothing is read before the partition's owner has claimed it for this launch. */
  private Optional<String> whyNotToRead(PartitionMarks marks) {
    if (marks.broken().isPresent()) {
      return Optional.of("the ledger has stopped: " + marks.broken().get());
    }
    if (marks.launch().isEmpty()) {
      return Optional.of("waiting for the first claim");
    }
    if (!marks.launch().get().equals(launch)) {
      return Optional.of(
          "the ledger belongs to launch " + marks.launch().get().id() + ", not to " + launch.id());
    }
    return Optional.empty();
  }

  private boolean isWithinLog(Map<TopicPartition, Long> offsets) {
    Map<TopicPartition, Long> begins = log.begins(offsets.keySet());
    Map<TopicPartition, Long> ends = log.ends(offsets.keySet());
    for (Map.Entry<TopicPartition, Long> offset : offsets.entrySet()) {
      long begin = begins.getOrDefault(offset.getKey(), 0L);
      long end = ends.getOrDefault(offset.getKey(), 0L);
      if (begin > offset.getValue() || end < offset.getValue()) {
        stop(
            "the log of "
                + offset.getKey()
                + " holds offsets ["
                + begin
                + ","
                + end
                + "), the ledger goes on at "
                + offset.getValue()
                + ": the topic was truncated or made anew");
        return false;
      }
    }
    return true;
  }

  private void stop(String reason) {
    say(reason);
    writeDown(spoutSession, reason);
  }

  private void check() {
    List<TopicPartition> partitions = List.copyOf(taken.keySet());
    if (partitions.isEmpty()) {
      return;
    }
    boolean compares = ++round % ROUNDS_A_COMPARISON == 0;
    // Committed first, then the mark: both only grow, so that a commit in between is no alarm.
    Map<TopicPartition, Long> committed = compares ? log.committed() : Map.of();
    PartitionMarks marks =
        PartitionMarks.read(guardSession, settings.redis().keys(), numbers(partitions));
    boolean mayRead = whyNotToRead(marks).isEmpty();
    for (TopicPartition partition : partitions) {
      Mark mark = marks.marks().getOrDefault(partition.partition(), new Mark(0, ""));
      Mark asTaken = taken.getOrDefault(partition, mark);
      if (!mayRead) {
        rewind.accept(partition);
      } else if (!asTaken.epoch().equals(mark.epoch())) {
        LOG.info("The owner of {} changed from {} to {}", partition, asTaken.epoch(), mark.epoch());
        rewind.accept(partition);
      } else if (committed.getOrDefault(partition, 0L) > mark.low()) {
        LOG.warn(
            "{} is committed up to {}, the views hold it up to {}",
            partition,
            committed.get(partition),
            mark.low());
        rewind.accept(partition);
      } else {
        progress.applied(partition, mark.low());
      }
    }
    if (compares) {
      compareTopic(marks);
    }
  }

  /** A topic that was made anew must not be counted on top of the old one. */
  private void compareTopic(PartitionMarks marks) {
    Optional<String> now = log.topic().check().map(SalesTopic.Identity::topicId);
    if (marks.topicId().isPresent() && !marks.topicId().equals(now)) {
      String reason =
          "topic "
              + settings.kafka().topic()
              + (now.isPresent() ? " was made anew" : " is gone")
              + ": the ledger was folded from topic id "
              + marks.topicId().get();
      writeDown(guardSession, reason);
    }
  }

  private void writeDown(RedisSession session, String reason) {
    if (!new LedgerStop(session, settings.redis().keys()).because(reason)) {
      LOG.warn("There is no ledger to write down at why it stops: {}", reason);
    }
  }

  private static Collection<Integer> numbers(List<TopicPartition> partitions) {
    return partitions.stream().map(TopicPartition::partition).toList();
  }

  /** Says a thing once, not at each refresh. */
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
