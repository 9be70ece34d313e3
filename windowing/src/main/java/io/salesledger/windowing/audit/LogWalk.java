package io.salesledger.windowing.audit;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.windowing.core.AppliedOffsets.Range;
import io.salesledger.windowing.log.UngroupedReading;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Walks over ranges of the log as a {@code read_committed} reader outside of any group: bytes only,
 * nothing committed. Records are judged on as many threads as there are cores, those of one
 * partition in order. Used by one thread.
 */
final class LogWalk implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final long PATIENCE_NANOS = Duration.ofSeconds(20).toNanos();
  private static final int MAX_WAITING = 4;
  private static final UngroupedReading READING = new UngroupedReading(10_000, 2 * 1024 * 1024);

  private final LedgerSettings.Kafka settings;
  private final BooleanSupplier stop;
  private final Consumer<byte[], byte[]> consumer;
  private final ExecutorService judging;
  private final Map<Integer, Cursor> cursors = new TreeMap<>();
  private final Map<Integer, CompletableFuture<Void>> lastOf = new HashMap<>();
  private final ArrayDeque<CompletableFuture<Void>> waiting = new ArrayDeque<>();

  /**
   * Connects when it first walks.
   *
   * @param stop asked several times a second whether to end
   */
  LogWalk(LedgerSettings.Kafka settings, BooleanSupplier stop) {
    this.settings = settings;
    this.stop = stop;
    this.judging = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    Properties properties = READING.properties(settings);
    try {
      this.consumer =
          new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    } catch (KafkaException e) {
      judging.shutdownNow();
      throw LedgerFailure.failed(
          "Kafka's client refuses the settings: " + LedgerFailure.rootMessage(e), e);
    }
  }

  /** Thrown where it was asked to stop. */
  static final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Where one partition's walk stands. */
  private static final class Cursor {
    private final TopicPartition partition;
    private final ArrayDeque<Range> todo = new ArrayDeque<>();
    private List<ConsumerRecord<byte[], byte[]>> polled = List.of();

    /** Everything before was walked over. */
    private long at = -1;

    /** Everything before was polled. */
    private long position;

    Cursor(TopicPartition partition) {
      this.partition = partition;
    }

    /** The polled records before this offset; they are handed out once. */
    List<ConsumerRecord<byte[], byte[]>> take(long before) {
      int count = polled.size();
      while (count > 0 && polled.get(count - 1).offset() >= before) {
        count--;
      }
      List<ConsumerRecord<byte[], byte[]>> taken = polled.subList(0, count);
      polled = polled.subList(count, polled.size());
      return taken;
    }
  }

  /**
   * Walks over these ranges of offsets, ascending within each partition.
   *
   * @param judges takes a partition's records
   * @param walked told how many more offsets lie behind
   * @throws LedgerFailure if Kafka does not answer, or the log does not hold the offsets
   * @throws StoppedException if it was asked to stop
   */
  void walk(
      Map<Integer, List<Range>> ranges, IntFunction<PaymentJudge> judges, LongConsumer walked) {
    try {
      Collection<Cursor> busy = begin(ranges);
      long heardNanos = System.nanoTime();
      while (!busy.isEmpty()) {
        if (stop.getAsBoolean()) {
          throw new StoppedException();
        }
        boolean moved = false;
        for (Cursor cursor : busy) {
          moved |= handOut(cursor, judges, walked);
        }
        busy.removeIf(cursor -> cursor.todo.isEmpty());
        long nowNanos = System.nanoTime();
        heardNanos = moved ? nowNanos : heardNanos;
        if (nowNanos - heardNanos > PATIENCE_NANOS) {
          throw LedgerFailure.failed(
              "Kafka at "
                  + settings.bootstrapServers()
                  + " does not give partition "
                  + busy.iterator().next().partition
                  + " from offset "
                  + busy.iterator().next().at);
        }
        poll(busy);
      }
      awaitAll();
    } catch (KafkaException e) {
      throw LedgerFailure.failed(
          "Kafka at "
              + settings.bootstrapServers()
              + " stopped answering: "
              + LedgerFailure.rootMessage(e),
          e);
    }
  }

  private Collection<Cursor> begin(Map<Integer, List<Range>> ranges) {
    boolean isNew = false;
    for (int partition : ranges.keySet()) {
      isNew |= !cursors.containsKey(partition);
      cursors.computeIfAbsent(partition, p -> new Cursor(new TopicPartition(settings.topic(), p)));
    }
    if (isNew) {
      consumer.assign(cursors.values().stream().map(cursor -> cursor.partition).toList());
    }
    List<Cursor> busy = new ArrayList<>();
    ranges.forEach(
        (partition, todo) -> {
          Cursor cursor = cursors.get(partition);
          if (cursor != null && !todo.isEmpty()) {
            cursor.todo.clear();
            cursor.todo.addAll(todo);
            goTo(cursor, todo.get(0).from());
            busy.add(cursor);
          }
        });
    return busy;
  }

  private void goTo(Cursor cursor, long offset) {
    if (cursor.at != offset) {
      consumer.seek(cursor.partition, offset);
      cursor.polled = List.of();
      cursor.position = offset;
      cursor.at = offset;
    }
  }

  /** Hands out what is polled of the range; whether that moved anything. */
  private boolean handOut(Cursor cursor, IntFunction<PaymentJudge> judges, LongConsumer walked) {
    boolean moved = false;
    while (!cursor.todo.isEmpty()) {
      Range range = cursor.todo.getFirst();
      List<ConsumerRecord<byte[], byte[]>> records = cursor.take(range.next());
      if (!records.isEmpty()) {
        judge(cursor.partition.partition(), records, judges);
      }
      long reached = Math.min(cursor.position, range.next());
      moved |= reached > cursor.at;
      walked.accept(reached - cursor.at);
      cursor.at = reached;
      if (reached < range.next()) {
        return moved;
      }
      cursor.todo.removeFirst();
      if (!cursor.todo.isEmpty()) {
        goTo(cursor, cursor.todo.getFirst().from());
      }
    }
    return moved;
  }

  private void poll(Collection<Cursor> busy) {
    if (busy.isEmpty()) {
      return;
    }
    List<TopicPartition> wanted = busy.stream().map(cursor -> cursor.partition).toList();
    List<TopicPartition> others = new ArrayList<>(consumer.assignment());
    others.removeAll(wanted);
    consumer.pause(others);
    consumer.resume(wanted);
    ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
    for (Cursor cursor : busy) {
      cursor.polled = records.records(cursor.partition);
      cursor.position = consumer.position(cursor.partition);
    }
  }

  /** After what came before of that partition; waits while too much is waiting. */
  private void judge(
      int partition,
      List<ConsumerRecord<byte[], byte[]>> records,
      IntFunction<PaymentJudge> judges) {
    PaymentJudge judge = judges.apply(partition);
    CompletableFuture<Void> next =
        lastOf
            .getOrDefault(partition, CompletableFuture.completedFuture(null))
            .thenRunAsync(() -> records.forEach(judge::judge), judging);
    lastOf.put(partition, next);
    waiting.add(next);
    while (waiting.size() > MAX_WAITING) {
      await(waiting.removeFirst());
    }
  }

  private void awaitAll() {
    while (!waiting.isEmpty()) {
      await(waiting.removeFirst());
    }
    lastOf.clear();
  }

  private static void await(CompletableFuture<Void> judged) {
    try {
      judged.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  @Override
  public void close() {
    judging.shutdownNow();
    consumer.close(CloseOptions.timeout(Duration.ZERO));
  }
}
