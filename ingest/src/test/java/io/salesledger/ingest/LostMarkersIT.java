package io.salesledger.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.schemas.SalesTopic;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A broker that starts again may skip markers; here they are written or left out by hand. */
@ExtendWith(Servers.Shared.class)
final class LostMarkersIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Path folder;
  private final Servers servers;
  private final Admin admin;

  LostMarkersIT(@TempDir Path folder, Servers servers) {
    this.folder = folder;
    this.servers = servers;
    this.admin = SalesTopic.connect(servers.settings("unused", folder).kafka());
  }

  @Test
  void given_a_transaction_open_on_all_of_its_partitions_then_it_is_aborted() throws Exception {
    List<TopicPartition> partitions = topic("all-open");
    try (KafkaProducer<String, String> producer = open("all-open", partitions)) {
      assertThat(after(Duration.ZERO).abort("all-open", partitions)).isEqualTo(2);

      assertThat(partitions).noneMatch(this::isOpen);
    }
  }

  @Test
  void given_one_that_ended_on_some_of_them_then_it_is_refused_and_left_as_it_is()
      throws Exception {
    List<TopicPartition> partitions = topic("half-ended");
    try (KafkaProducer<String, String> producer = open("half-ended", partitions)) {
      writeMarker(partitions.get(0));

      assertThatThrownBy(() -> after(Duration.ZERO).abort("half-ended", partitions))
          .isInstanceOf(LedgerFailure.class)
          .hasMessageContaining("on some partitions only; it is still open on half-ended-1 from")
          .hasMessageContaining("offset 0");
      assertThat(partitions).filteredOn(this::isOpen).containsExactly(partitions.get(1));
    }
  }

  @Test
  void given_one_so_old_that_the_end_on_others_may_be_forgotten_then_it_is_refused()
      throws Exception {
    List<TopicPartition> partitions = topic("old");
    try (KafkaProducer<String, String> producer = open("old", partitions)) {
      assertThatThrownBy(() -> after(Duration.ofHours(12)).abort("old", partitions))
          .isInstanceOf(LedgerFailure.class)
          .hasMessageContaining("Kafka may have forgotten whether it has ended a transaction")
          .hasMessageContaining("still open: old-0 from offset 0, old-1 from offset 0");
      assertThat(partitions).allMatch(this::isOpen);

      assertThat(after(Duration.ofHours(11)).abort("old", partitions)).isEqualTo(2);
    }
  }

  @Test
  void given_a_broker_that_forgets_sooner_then_sooner() throws Exception {
    List<TopicPartition> partitions = topic("sooner");
    ConfigEntry anHour = new ConfigEntry("producer.id.expiration.ms", "3600000");
    try (KafkaProducer<String, String> producer = open("sooner", partitions)) {
      alter(anHour, AlterConfigOp.OpType.SET);
      await().atMost(PATIENCE).until(() -> isSet(anHour));

      assertThatThrownBy(() -> after(Duration.ofMinutes(30)).abort("sooner", partitions))
          .isInstanceOf(LedgerFailure.class);
      assertThat(partitions).allMatch(this::isOpen);
    } finally {
      alter(anHour, AlterConfigOp.OpType.DELETE);
    }
  }

  @Test
  void given_an_earlier_transaction_on_other_partitions_then_the_open_one_is_aborted()
      throws Exception {
    List<TopicPartition> partitions = topic("earlier");
    try (KafkaProducer<String, String> producer = open("earlier", partitions)) {
      producer.commitTransaction();
      producer.beginTransaction();
      send(producer, partitions.get(1));

      assertThat(after(Duration.ZERO).abort("earlier", partitions)).isEqualTo(1);

      assertThat(partitions).noneMatch(this::isOpen);
    }
  }

  @Test
  void given_a_commit_that_was_confirmed_then_its_end_is_waited_for_or_told() throws Exception {
    List<TopicPartition> partitions = topic("confirmed");
    try (KafkaProducer<String, String> producer = open("confirmed", partitions);
        ImportsTopic imports = ImportsTopic.ensure(servers.settings("confirmed", folder).kafka())) {
      assertThatThrownBy(() -> imports.awaitEnded("confirmed"))
          .isInstanceOf(LedgerFailure.class)
          .hasMessageContaining("confirmed-0 from offset 0, confirmed-1 from offset 0");

      producer.commitTransaction();

      imports.awaitEnded("confirmed");
      assertThat(partitions).noneMatch(this::isOpen);
    }
  }

  /** As a run would that is given so much later. */
  private LostMarkers after(Duration later) {
    return new LostMarkers(admin, Clock.offset(Clock.systemUTC(), later));
  }

  private void alter(ConfigEntry entry, AlterConfigOp.OpType how) throws Exception {
    ConfigResource allBrokers = new ConfigResource(ConfigResource.Type.BROKER, "");
    admin
        .incrementalAlterConfigs(Map.of(allBrokers, List.of(new AlterConfigOp(entry, how))))
        .all()
        .get();
  }

  private boolean isSet(ConfigEntry entry) throws Exception {
    String broker = admin.describeCluster().controller().get().idString();
    ConfigResource resource = new ConfigResource(ConfigResource.Type.BROKER, broker);
    return admin.describeConfigs(List.of(resource)).all().get().values().stream()
        .map(all -> all.get(entry.name()))
        .anyMatch(known -> entry.value().equals(known.value()));
  }

  private List<TopicPartition> topic(String name) throws Exception {
    NewTopic topic = new NewTopic(name, Optional.of(2), Optional.empty());
    admin.createTopics(List.of(topic)).all().get();
    return List.of(new TopicPartition(name, 0), new TopicPartition(name, 1));
  }

  private KafkaProducer<String, String> open(String id, List<TopicPartition> partitions)
      throws Exception {
    KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", servers.kafka().bootstrapServers(), "transactional.id", id),
            new StringSerializer(),
            new StringSerializer());
    producer.initTransactions();
    producer.beginTransaction();
    for (TopicPartition partition : partitions) {
      send(producer, partition);
    }
    return producer;
  }

  private static void send(KafkaProducer<String, String> producer, TopicPartition to)
      throws Exception {
    producer.send(new ProducerRecord<>(to.topic(), to.partition(), "key", "value")).get();
  }

  /** As the coordinator does: with the epoch after that of the transaction. */
  private void writeMarker(TopicPartition partition) throws Exception {
    ProducerState producer = producer(partition);
    admin
        .abortTransaction(
            new AbortTransactionSpec(
                partition,
                producer.producerId(),
                (short) (producer.producerEpoch() + 1),
                producer.coordinatorEpoch().orElse(0)))
        .all()
        .get();
  }

  private boolean isOpen(TopicPartition partition) {
    return producer(partition).currentTransactionStartOffset().orElse(-1) >= 0;
  }

  private ProducerState producer(TopicPartition partition) {
    return ImportsTopic.await(
            admin.describeProducers(List.of(partition)).partitionResult(partition))
        .activeProducers()
        .get(0);
  }

  @AfterEach
  void close() {
    admin.close();
  }
}
