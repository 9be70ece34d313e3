package io.salesledger.windowing.rebuild;

import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.schemas.RegistryClients;
import io.salesledger.schemas.SchemaRegistration;
import io.salesledger.windowing.core.PartitionLedger;
import io.salesledger.windowing.core.PaymentBatch;
import io.salesledger.windowing.core.PaymentRules;
import io.salesledger.windowing.core.Views;
import io.salesledger.windowing.log.PaymentContract;
import io.salesledger.windowing.log.PaymentDecoder;
import io.salesledger.windowing.log.PolledBatch;
import io.salesledger.windowing.log.RegistrySchemas;
import io.salesledger.windowing.log.SchemaUnavailableException;
import io.salesledger.windowing.log.UngroupedReading;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Some partitions' way from the log into the views, on two threads: one polls and takes apart, the
 * other folds and commits, so that neither waits for Redis and Kafka in turn. Batches of a
 * partition stay in order. Nothing is committed to Kafka: the views' own applied offsets tell where
 * to go on.
 */
final class FoldLane implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  /** Few, large commits; some 3 MB each. */
  private static final UngroupedReading READING = new UngroupedReading(20_000, 4 * 1024 * 1024);

  /** Batches between the two threads: enough that neither waits, few megabytes. */
  private static final int QUEUED = 4;

  private static final long QUEUE_WAIT_MILLIS = 100;

  /** About five seconds, as {@code verify}. */
  private static final int SCHEMA_ATTEMPTS = 8;

  private static final long SCHEMA_PAUSE_MILLIS = 600;

  private final LedgerSettings settings;
  private final PaymentContract contract;
  private final Map<Integer, PartitionLedger> owners;
  private final ObjLongConsumer<Integer> reached;
  private final Consumer<RuntimeException> failed;
  private final BlockingQueue<PaymentBatch> batches = new ArrayBlockingQueue<>(QUEUED);
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopping;

  /**
   * A lane of partitions that were claimed.
   *
   * @param contract what it knows of payments
   * @param owners by partition; used by this lane alone from its start on
   * @param reached told how far a partition is
   * @param failed told why this lane does not go on
   */
  FoldLane(
      LedgerSettings settings,
      PaymentContract contract,
      Map<Integer, PartitionLedger> owners,
      ObjLongConsumer<Integer> reached,
      Consumer<RuntimeException> failed) {
    this.settings = settings;
    this.contract = contract;
    this.owners = new TreeMap<>(owners);
    this.reached = reached;
    this.failed = failed;
  }

  void start() {
    Map<Integer, Long> from = new HashMap<>();
    owners.forEach((partition, owner) -> from.put(partition, owner.applied().low()));
    threads.add(new Thread(() -> guarded(() -> read(from)), "rebuild-read"));
    threads.add(new Thread(() -> guarded(this::commit), "rebuild-commit"));
    threads.forEach(Thread::start);
  }

  private void guarded(Runnable work) {
    try {
      work.run();
    } catch (StoppedException e) {
      stopping = true;
    } catch (KafkaException e) {
      failed.accept(
          LedgerFailure.failed(
              "Kafka at "
                  + settings.kafka().bootstrapServers()
                  + " stopped answering: "
                  + LedgerFailure.rootMessage(e),
              e));
    } catch (Views.ViewsAwayException e) {
      failed.accept(LedgerFailure.failed(String.valueOf(e.getMessage()), e));
    } catch (RuntimeException e) {
      failed.accept(e);
    } catch (Error e) {
      // Nobody else hears of it, and the run would wait for this lane without end.
      failed.accept(new IllegalStateException("the fold failed: " + e, e));
      throw e;
    }
  }

  // ---- from the log

  private void read(Map<Integer, Long> from) {
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            READING.properties(settings.kafka()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    try (SchemaRegistryClient registry = RegistryClients.connect(settings.registry())) {
      PaymentDecoder decoder = decoder(registry);
      Map<TopicPartition, Long> positions = new HashMap<>();
      from.forEach(
          (partition, offset) ->
              positions.put(new TopicPartition(settings.kafka().topic(), partition), offset));
      consumer.assign(positions.keySet());
      positions.forEach((partition, offset) -> consumer.seek(partition, offset));
      while (!stopping) {
        read(consumer.poll(POLL), positions, decoder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      // It is in no group: there is nobody to say goodbye to.
      consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
  }

  /** A partition whose position moved without a record, over markers, makes a batch of gaps. */
  private void read(
      ConsumerRecords<byte[], byte[]> polled,
      Map<TopicPartition, Long> positions,
      PaymentDecoder decoder) {
    for (Map.Entry<TopicPartition, OffsetAndMetadata> end : polled.nextOffsets().entrySet()) {
      TopicPartition partition = end.getKey();
      long next = end.getValue().offset();
      long from = positions.getOrDefault(partition, next);
      if (next > from) {
        positions.put(partition, next);
        hand(
            decode(
                decoder,
                new PolledBatch(
                    partition.partition(),
                    from,
                    next,
                    polled.records(partition),
                    PolledBatch.epoch(end.getValue()))));
      }
    }
  }

  private void hand(PaymentBatch batch) {
    try {
      boolean handed = false;
      while (!stopping && !handed) {
        handed = batches.offer(batch, QUEUE_WAIT_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoppedException();
    }
  }

  private PaymentBatch decode(PaymentDecoder decoder, PolledBatch polled) {
    for (int attempt = 1; ; attempt++) {
      try {
        return decoder.decode(polled);
      } catch (SchemaUnavailableException e) {
        if (stopping) {
          throw new StoppedException();
        }
        if (attempt == SCHEMA_ATTEMPTS) {
          throw LedgerFailure.failed(
              e.getMessage()
                  + "; start the schema registry at "
                  + settings.registry().displayUrl()
                  + ", or set ledger.schema.registry.url",
              e);
        }
        Pause.millis(SCHEMA_PAUSE_MILLIS);
      }
    }
  }

  private PaymentDecoder decoder(SchemaRegistryClient registry) {
    return new PaymentDecoder(
        new PaymentRules(settings.currency().code()),
        contract,
        new RegistrySchemas(
            registry,
            SchemaRegistration.subject(settings.kafka().topic()),
            contract.newest(),
            InstantSource.system()));
  }

  // ---- into the views

  private void commit() {
    List<PaymentBatch> taken = new ArrayList<>();
    while (!stopping) {
      taken.clear();
      next().ifPresent(taken::add);
      batches.drainTo(taken);
      Map<Integer, List<PaymentBatch>> byPartition = new TreeMap<>();
      taken.forEach(
          batch ->
              byPartition.computeIfAbsent(batch.partition(), p -> new ArrayList<>()).add(batch));
      byPartition.forEach(this::commit);
    }
  }

  private Optional<PaymentBatch> next() {
    try {
      return Optional.ofNullable(batches.poll(QUEUE_WAIT_MILLIS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoppedException();
    }
  }

  private void commit(int partition, List<PaymentBatch> ofPartition) {
    PartitionLedger owner = owners.get(partition);
    if (owner == null) {
      throw new IllegalStateException("partition " + partition + " was never claimed");
    }
    PartitionLedger.Outcome outcome = owner.commit(ofPartition);
    if (outcome instanceof PartitionLedger.Outcome.Lost lost) {
      throw LedgerFailure.failed(
          "another program took the second set, or Redis went back: "
              + lost.why()
              + "; the next ledger rebuild goes on from what is there");
    }
    if (outcome instanceof PartitionLedger.Outcome.Broken broken) {
      throw LedgerFailure.failed(
          "the second set cannot be folded on: "
              + broken.reason()
              + "; what is damaged is started anew with --fresh, a sum that the log itself takes"
              + " beyond 2^53 - 1 would only come again");
    }
    if (!(outcome instanceof PartitionLedger.Outcome.Committed)) {
      throw new IllegalStateException("not in the second set: " + outcome);
    }
    reached.accept(partition, owner.applied().low());
  }

  /** Asks it to end; {@link #close} waits for that. */
  void stop() {
    stopping = true;
  }

  @Override
  public void close() {
    stop();
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
