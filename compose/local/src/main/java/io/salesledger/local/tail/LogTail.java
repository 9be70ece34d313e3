package io.salesledger.local.tail;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.windowing.log.SchemaUnavailableException;
import io.salesledger.windowing.log.WriterSchemas;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * Prints the committed records of the log, and goes on as it grows. Changes nothing: it is in no
 * consumer group. {@link #run} is called once, by one thread; {@link #stop} by any.
 */
public final class LogTail {
  private static final Duration PATIENCE = Duration.ofSeconds(8);
  private static final Duration POLL = Duration.ofSeconds(1);
  // So often it looks whether Kafka is still there, and whether the topic has grown.
  private static final Duration LOOK = Duration.ofSeconds(5);

  private final LedgerSettings.Kafka settings;
  private final Consumer<byte @Nullable [], byte @Nullable []> consumer;
  private final RecordLines lines;
  private final PrintWriter out;

  /**
   * One of this log.
   *
   * @param consumer of committed records, that takes only what it is given; closed by the caller
   * @param schemas where the records' schemas are found
   * @param out takes one line a record
   */
  public LogTail(
      LedgerSettings.Kafka settings,
      Consumer<byte @Nullable [], byte @Nullable []> consumer,
      WriterSchemas schemas,
      PrintWriter out) {
    this.settings = settings;
    this.consumer = consumer;
    this.lines = new RecordLines(schemas);
    this.out = out;
  }

  /**
   * Prints until it is stopped, or nobody reads what it prints.
   *
   * @throws LedgerFailure if there is no such place on the log, or Kafka or the registry is away
   */
  public void run(TailStart start) {
    try {
      begin(start);
      long lookNanos = System.nanoTime();
      while (print(consumer.poll(POLL))) {
        if (System.nanoTime() - lookNanos > LOOK.toNanos()) {
          look(start);
          lookNanos = System.nanoTime();
        }
      }
    } catch (WakeupException e) {
      // Asked to stop.
      return;
    } catch (SchemaUnavailableException e) {
      throw LedgerFailure.failed(e.getMessage() + "; is the schema registry up?", e);
    } catch (OffsetOutOfRangeException e) {
      throw LedgerFailure.failed(
          "the log was cut while it was read: it no longer holds " + e.offsetOutOfRangePartitions(),
          e);
    } catch (KafkaException e) {
      throw failure(e);
    } finally {
      // However it ends, every line before is there, and whole.
      out.flush();
    }
  }

  /** Ends {@link #run} soon, after a whole line. */
  public void stop() {
    consumer.wakeup();
  }

  private boolean print(ConsumerRecords<byte @Nullable [], byte @Nullable []> records) {
    for (ConsumerRecord<byte @Nullable [], byte @Nullable []> written : records) {
      // Not println: that flushes each line.
      out.print(lines.line(written) + "\n");
    }
    return !out.checkError();
  }

  private void begin(TailStart start) {
    List<TopicPartition> partitions = partitions().stream().filter(only(start)).toList();
    if (partitions.isEmpty()) {
      throw noPartition(start);
    }
    consumer.assign(partitions);
    Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions, PATIENCE);
    Map<TopicPartition, Long> next = consumer.endOffsets(partitions, PATIENCE);
    if (start.offset().isPresent()) {
      seek(partitions.get(0), start.offset().get(), first, next);
    } else {
      (start.fromBeginning() ? first : next).forEach(consumer::seek);
    }
  }

  private void seek(
      TopicPartition partition,
      long offset,
      Map<TopicPartition, Long> first,
      Map<TopicPartition, Long> next) {
    long lowest = first.getOrDefault(partition, 0L);
    long highest = next.getOrDefault(partition, 0L);
    if (offset < lowest || offset > highest) {
      throw LedgerFailure.usage(
          "bad --offset "
              + offset
              + "; right would be "
              + lowest
              + " to "
              + highest
              + ", the next one of partition "
              + partition.partition());
    }
    consumer.seek(partition, offset);
  }

  /** Reaches Kafka, which a poll that finds nothing may not have; reads new partitions whole. */
  private void look(TailStart start) {
    Collection<TopicPartition> read = consumer.assignment();
    List<TopicPartition> all = partitions().stream().filter(only(start)).toList();
    List<TopicPartition> added = all.stream().filter(one -> !read.contains(one)).toList();
    if (!added.isEmpty()) {
      consumer.assign(all);
      consumer.beginningOffsets(added, PATIENCE).forEach(consumer::seek);
    }
    if (consumer.endOffsets(all, PATIENCE).size() < all.size()) {
      throw new TimeoutException("not all partitions have a leader");
    }
  }

  private static Predicate<TopicPartition> only(TailStart start) {
    Optional<Integer> wanted = start.partition();
    return one -> wanted.isEmpty() || wanted.get() == one.partition();
  }

  private List<TopicPartition> partitions() {
    return Optional.ofNullable(consumer.partitionsFor(settings.topic(), PATIENCE))
        .orElse(List.of())
        .stream()
        .map(one -> new TopicPartition(one.topic(), one.partition()))
        .toList();
  }

  private LedgerFailure noPartition(TailStart start) {
    int there = partitions().size();
    if (there == 0) {
      return noTopic();
    }
    return LedgerFailure.usage(
        "bad --partition "
            + start.partition().orElse(-1)
            + "; right would be 0 to "
            + (there - 1)
            + ", the partitions of "
            + settings.topic());
  }

  private LedgerFailure noTopic() {
    return LedgerFailure.failed(
        "there is no topic "
            + settings.topic()
            + " at "
            + settings.bootstrapServers()
            + "; `ledger up` makes it, or set ledger.kafka.topic");
  }

  private LedgerFailure failure(KafkaException cause) {
    if (cause instanceof UnknownTopicOrPartitionException) {
      return noTopic();
    }
    if (cause instanceof TimeoutException) {
      return LedgerFailure.failed(
          "Kafka at "
              + settings.bootstrapServers()
              + " is not reachable; start it, on this machine with ./ledger up, or set ledger.kafka.bootstrap.servers",
          cause);
    }
    return LedgerFailure.failed(
        "cannot read "
            + settings.topic()
            + " at "
            + settings.bootstrapServers()
            + ": "
            + LedgerFailure.rootMessage(cause),
        cause);
  }
}
