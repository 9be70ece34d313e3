package io.salesledger.windowing.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.SettingsLoader;
import io.salesledger.windowing.core.Launch;
import io.salesledger.windowing.log.ObligingBroker;
import io.salesledger.windowing.log.UngroupedReading;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** On a broker that makes what it is asked for, a deleted log stays deleted. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ObligingBrokerIT {
  private final Path folder;
  private final ObligingBroker kafka;

  ObligingBrokerIT(@TempDir Path folder) {
    this.folder = folder;
    this.kafka = new ObligingBroker(folder.resolve("kafka"));
  }

  @AfterAll
  void close() {
    kafka.close();
  }

  private LedgerSettings settings(String topic) {
    return SettingsLoader.load(
        Map.of(
            "ledger.kafka.bootstrap.servers",
            kafka.bootstrapServers(),
            "ledger.kafka.topic",
            topic),
        Map.of(),
        folder);
  }

  @Test
  void theTopologyDoesNotMakeADeletedLogAnew() throws Exception {
    LedgerSettings settings = settings("deleted-live");
    TakenPartitions partitions = new TakenPartitions(settings, new Launch(1, "launch"));
    try (Consumer<byte[], byte[]> reader =
        new KafkaConsumer<>(
            LedgerSpout.config(settings, partitions, new NotedHalt()).getKafkaProps())) {
      assertThat(partitions.getAllSubscribedPartitions(reader)).isEmpty();
    }
    assertNotMade("deleted-live");
  }

  @Test
  void verifyAndRebuildDoNotMakeADeletedLogAnew() throws Exception {
    LedgerSettings settings = settings("deleted-walked");
    try (Consumer<byte[], byte[]> reader =
        new KafkaConsumer<>(
            new UngroupedReading(1, 1).properties(settings.kafka()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      assertThat(reader.partitionsFor("deleted-walked")).isEmpty();
    }
    assertNotMade("deleted-walked");
  }

  /** The broker makes topics one after the other. */
  private void assertNotMade(String topic) throws Exception {
    String other = topic + "-other";
    try (Consumer<byte[], byte[]> plain = kafka.plainConsumer()) {
      plain.partitionsFor(other);
    }
    await().atMost(Duration.ofSeconds(30)).until(() -> kafka.topics().contains(other));
    assertThat(kafka.topics()).doesNotContain(topic);
  }
}
