package io.salesledger.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.schemas.SalesTopic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A file is imported once; what counts as the same file, and what does not. */
@ExtendWith(Servers.Shared.class)
class ImportOnceIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final JsonMapper JSON = new JsonMapper();

  private final Path folder;
  private final Servers servers;

  ImportOnceIT(@TempDir Path folder, Servers servers) {
    this.folder = folder;
    this.servers = servers;
  }

  @Test
  void the_same_file_again_appends_nothing_and_says_so() throws Exception {
    Orders orders = orders("orders.csv", 500);
    assertThat(imports("same", orders.file()).err()).hasSize(orders.rejected());

    Path copy = Files.copy(orders.file(), folder.resolve("renamed.csv"));
    String otherOrder = "time=sold,price=price,order=order,quantity=units,product=sku";
    CommandRun run =
        CommandRun.ofImport(settings("same"), copy.toString(), "--columns", otherOrder);

    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains("read 0 rows, appended 0 payments, rejected 0")
        .contains("renamed.csv was imported before: 495 payments, 5 rejected; nothing was")
        .contains("--again");
    orders.assertOnLog(servers.readAll("same"), 1);
  }

  @Test
  void again_imports_the_file_once_more() throws Exception {
    Orders orders = orders("orders.csv", 500);
    String again = "--again";
    assertThat(imports("again", orders.file()).exitCode()).isZero();

    CommandRun second = imports("again", orders.file(), again);
    CommandRun unasked = imports("again", orders.file());
    CommandRun third = imports("again", orders.file(), again);

    // Only the rejected rows: no word of an import that goes on, or of a transaction left open.
    assertThat(second.err()).as(second.out()).hasSize(orders.rejected());
    assertThat(second.out())
        .contains("read 500 rows, appended 495 payments")
        .contains("(import 2 of it)");
    assertThat(unasked.out()).contains("appended 0 payments", "nothing was appended");
    assertThat(third.out()).contains("(import 3 of it)");
    orders.assertOnLog(servers.readAll("again"), 3);
  }

  @Test
  void another_mapping_is_another_import_and_is_told() throws Exception {
    Orders orders = orders("orders.csv", 200);
    assertThat(imports("mapping", orders.file()).exitCode()).isZero();

    CommandRun zone = imports("mapping", orders.file(), "--zone", "Europe/London");

    assertThat(zone.exitCode()).isZero();
    assertThat(zone.out()).contains("appended 198 payments");
    assertThat(zone.err().get(0))
        .startsWith("note: ")
        .contains("orders.csv was imported before, as order=order,product=sku");
    assertThat(imports("mapping", orders.file(), "--zone", "Z").out()).contains("appended 0");
    orders.assertOnLog(servers.readAll("mapping"), 2);
  }

  @Test
  void a_topic_that_was_made_again_holds_nothing_yet() throws Exception {
    Orders orders = orders("orders.csv", 200);
    assertThat(imports("remade", orders.file()).exitCode()).isZero();
    try (Admin admin = SalesTopic.connect(settings("remade").kafka())) {
      admin.deleteTopics(List.of("remade")).all().get();
      await().atMost(PATIENCE).until(() -> !admin.listTopics().names().get().contains("remade"));
    }

    CommandRun run = imports("remade", orders.file());

    assertThat(run.out()).contains("appended 198 payments");
    orders.assertOnLog(servers.readAll("remade"), 1);
  }

  @Test
  void of_several_files_each_is_imported_once() throws Exception {
    Orders one = orders("one.csv", 200);
    Orders two = orders("two.csv", 300);
    Path rejects = folder.resolve("rejects.csv");
    assertThat(imports("several", one.file()).exitCode()).isZero();

    CommandRun run =
        imports(
            "several",
            one.file(),
            two.file().toString(),
            one.file().toString(),
            "--rejects",
            rejects.toString(),
            "--json");

    JsonNode report = JSON.readTree(run.out());
    assertThat(report.get("read").asLong()).isEqualTo(300);
    assertThat(report.get("appended").asLong()).isEqualTo(two.payments());
    assertThat(report.get("earlier").get("read").asLong()).isEqualTo(400);
    assertThat(report.get("files")).hasSize(3).allMatch(file -> file.get("done").asBoolean());
    // The rejects file tells of every file that was named, as often as it was.
    assertThat(Files.readAllLines(rejects, UTF_8)).hasSize(1 + 2 * one.rejected() + two.rejected());
    assertThat(servers.readAll("several")).hasSize(one.payments() + two.payments());
  }

  /**
   * While another program's transaction is open on the topic of imports, the last stable offset
   * lies before what was committed since: who read only to there would append the file again.
   */
  @Test
  void progress_behind_the_open_transaction_of_another_is_waited_for() throws Exception {
    Orders orders = orders("orders.csv", 200);
    assertThat(imports("behind", orders.file()).exitCode()).isZero();
    ConsumerRecord<String, String> progress = newestProgress("behind");
    try (KafkaProducer<String, String> own = transactional("own");
        KafkaProducer<String, String> dying = transactional("dying")) {
      commit(own, progress.topic(), progress.key(), null);
      dying.beginTransaction();
      dying.send(new ProducerRecord<>(progress.topic(), "of another", "{}")).get();
      commit(own, progress.topic(), progress.key(), progress.value());

      // Kafka aborts the dying one's after a while.
      CommandRun run = imports("behind", orders.file());

      assertThat(run.out()).contains("appended 0 payments", "was imported before");
      orders.assertOnLog(servers.readAll("behind"), 1);
    }
  }

  @Test
  void what_is_removed_from_the_topic_of_imports_is_forgotten() throws Exception {
    Orders orders = orders("orders.csv", 200);
    assertThat(imports("forgotten", orders.file()).exitCode()).isZero();
    ConsumerRecord<String, String> progress = newestProgress("forgotten");
    try (KafkaProducer<String, String> own = transactional("forgetting")) {
      commit(own, progress.topic(), progress.key(), null);
    }

    assertThat(imports("forgotten", orders.file()).out()).contains("appended 198 payments");
  }

  @Test
  void progress_that_cannot_be_read_is_never_taken_for_none() throws Exception {
    Orders orders = orders("orders.csv", 200);
    assertThat(imports("garbled", orders.file()).exitCode()).isZero();
    ConsumerRecord<String, String> progress = newestProgress("garbled");
    try (KafkaProducer<String, String> own = transactional("garbling")) {
      commit(own, progress.topic(), progress.key(), progress.value().replace("line", "lime"));
    }

    CommandRun run = imports("garbled", orders.file());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .singleElement()
        .asString()
        .contains("what topic garbled_imports says about this file cannot be read");
    orders.assertOnLog(servers.readAll("garbled"), 1);
  }

  @Test
  void a_topic_of_imports_that_would_forget_is_refused() throws Exception {
    try (Admin admin = SalesTopic.connect(settings("forgetful").kafka())) {
      NewTopic topic = new NewTopic("forgetful_imports", Optional.of(1), Optional.empty());
      admin.createTopics(List.of(topic)).all().get();
    }

    CommandRun run = imports("forgetful", orders("orders.csv", 10).file());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .singleElement()
        .asString()
        .contains("forgetful_imports has cleanup.policy=delete", "kafka-configs.sh");
    assertThat(servers.readAll("forgetful")).isEmpty();
  }

  private ConsumerRecord<String, String> newestProgress(String topic) {
    List<ConsumerRecord<String, String>> all = new ArrayList<>();
    TopicPartition imports = new TopicPartition(topic + "_imports", 0);
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", servers.kafka().bootstrapServers()),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.assign(List.of(imports));
      consumer.seekToBeginning(List.of(imports));
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(100)).forEach(all::add);
                return !all.isEmpty();
              });
    }
    return all.get(all.size() - 1);
  }

  private KafkaProducer<String, String> transactional(String id) {
    KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                servers.kafka().bootstrapServers(),
                "transactional.id",
                id,
                "transaction.timeout.ms",
                "3000"),
            new StringSerializer(),
            new StringSerializer());
    producer.initTransactions();
    return producer;
  }

  private static void commit(
      KafkaProducer<String, String> producer, String topic, String key, @Nullable String value)
      throws Exception {
    producer.beginTransaction();
    producer.send(new ProducerRecord<>(topic, key, value)).get();
    producer.commitTransaction();
  }

  private Orders orders(String name, int rows) throws IOException {
    return Orders.write(folder.resolve(name), rows);
  }

  private LedgerSettings settings(String topic) {
    return servers.settings(topic, folder);
  }

  private CommandRun imports(String topic, Path file, String... more) {
    List<String> all = new ArrayList<>(List.of(file.toString(), "--columns", Orders.COLUMNS));
    all.addAll(Arrays.asList(more));
    return CommandRun.ofImport(settings(topic), all.toArray(String[]::new));
  }
}
