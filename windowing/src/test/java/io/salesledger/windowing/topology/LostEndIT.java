package io.salesledger.windowing.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.SettingsLoader;
import io.salesledger.windowing.core.Launch;
import io.salesledger.windowing.core.PartitionMarks.Mark;
import io.salesledger.windowing.core.PartitionReads;
import io.salesledger.windowing.core.ReadRules;
import io.salesledger.windowing.log.LogBounds;
import io.salesledger.windowing.log.LogFaults;
import io.salesledger.windowing.log.ObligingBroker;
import io.salesledger.windowing.log.PolledBatch;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real broker comes back with a log that lacks its end, and takes new payments there. */
final class LostEndIT {
  private static final TopicPartition PARTITION = new TopicPartition("sales_events", 0);

  /** No test is about an answer that is late because the machine is busy. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final PartitionReads reads = new PartitionReads();
  private final Path folder;
  private final Path segment;

  LostEndIT(@TempDir Path folder) {
    this.folder = folder;
    this.segment = folder.resolve("kafka/data/sales_events-0/00000000000000000000.log");
  }

  @Test
  void givenALogThatLostItsEndAndGrewPastTheMarkThenItIsNotReadOn() throws Exception {
    long kept;
    OptionalInt readAt;
    try (ObligingBroker kafka = new ObligingBroker(folder.resolve("kafka"))) {
      append(kafka, 10);
      kept = Files.size(segment);
      append(kafka, 10);
      readAt = epochOfAll(kafka);
    }
    loseWhatIsBeyond(kept);
    try (ObligingBroker kafka = new ObligingBroker(folder.resolve("kafka"))) {
      append(kafka, 20);
      Mark mark = new Mark(20, "1-a", 20, readAt);
      assertThatOffsetsTellNothing(kafka, mark);

      LogTruncationException thrown = readFrom(kafka, mark);

      assertThat(LogFaults.whyNotReadable(thrown, partition -> 0))
          .contains(
              "the log of sales_events-0 lost its end and grew again: of what was read up to 20"
                  + " only what is below 10 is there still");
    }
  }

  private static void append(ObligingBroker kafka, int records) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; i < records; i++) {
        producer.send(new ProducerRecord<>(PARTITION.topic(), new byte[] {1})).get();
      }
    }
  }

  private void loseWhatIsBeyond(long size) throws Exception {
    try (FileChannel file = FileChannel.open(segment, StandardOpenOption.WRITE)) {
      file.truncate(size);
    }
  }

  /** As the batches tell it that the ledger folds. */
  private OptionalInt epochOfAll(ObligingBroker kafka) {
    TakenPartitions partitions = taken(kafka);
    try (Consumer<byte[], Object> reader = reader(kafka, partitions)) {
      reads.take(0, new Mark(0, "1-a"));
      reader.assign(Set.of(PARTITION));
      reader.seek(PARTITION, 0);
      while (reader.position(PARTITION) < 20) {
        ConsumerRecords<byte[], Object> polled = reader.poll(PATIENCE);
        Object batch = polled.records(PARTITION).get(0).value();
        if (batch instanceof PolledBatch last && last.next() == 20) {
          return last.logEpoch();
        }
      }
    }
    throw new AssertionError("no batch ended at 20");
  }

  private void assertThatOffsetsTellNothing(ObligingBroker kafka, Mark mark) {
    try (LogBounds log = new LogBounds(settings(kafka).kafka())) {
      LogBounds.Bounds bounds = log.ofLed(List.of(PARTITION)).get(PARTITION);
      assertThat(bounds).isNotNull();
      assertThat(ReadRules.whyNotWithin("sales_events-0", 20, bounds.begin(), bounds.end()))
          .isEmpty();
      assertThat(ReadRules.whyNotOlder("sales_events-0", mark, bounds.logEpoch())).isEmpty();
      assertThat(bounds.logEpoch().getAsInt()).isGreaterThan(mark.logEpoch().getAsInt());
    }
  }

  /** As KafkaSpout reads a partition that was taken at this mark. */
  private LogTruncationException readFrom(ObligingBroker kafka, Mark mark) {
    TakenPartitions partitions = taken(kafka);
    try (Consumer<byte[], Object> reader = reader(kafka, partitions)) {
      partitions.getAllSubscribedPartitions(reader);
      reads.take(0, mark);
      reader.assign(Set.of(PARTITION));
      reader.seek(PARTITION, mark.low());
      partitions.earliestRetriableOffsets();
      return catchThrowableOfType(LogTruncationException.class, () -> reader.poll(PATIENCE));
    }
  }

  private TakenPartitions taken(ObligingBroker kafka) {
    return new TakenPartitions(settings(kafka), new Launch(1, "launch"), reads);
  }

  private Consumer<byte[], Object> reader(ObligingBroker kafka, TakenPartitions partitions) {
    return new KafkaConsumer<>(
        LedgerSpout.config(settings(kafka), partitions, new NotedHalt()).getKafkaProps());
  }

  private LedgerSettings settings(ObligingBroker kafka) {
    return SettingsLoader.load(
        Map.of("ledger.kafka.bootstrap.servers", kafka.bootstrapServers()), Map.of(), folder);
  }
}
