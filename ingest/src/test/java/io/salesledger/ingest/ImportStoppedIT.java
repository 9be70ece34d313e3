package io.salesledger.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.salesledger.schemas.SalesTopic;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Real processes of the import, stopped in every way: each row of the file is on the log once. */
@ExtendWith(Servers.Shared.class)
class ImportStoppedIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int ROWS = 100_000;

  private static final int INTERRUPTED = 130;

  private final Path folder;
  private final Servers servers;

  ImportStoppedIT(@TempDir Path folder, Servers servers) {
    this.folder = folder;
    this.servers = servers;
  }

  @Test
  void killed_again_and_again_it_goes_on_and_each_row_is_appended_once() throws Exception {
    Orders orders = Orders.write(folder.resolve("killed.csv"), ROWS);
    Path rejects = folder.resolve("rejects.csv");
    String topic = "killed";
    ready(topic);
    Random random = new Random(8);
    for (int kill = 0; kill < 3; kill++) {
      try (ImportProcess run = start(topic, orders, "--rejects", rejects.toString())) {
        awaitWritten(topic, 1 + random.nextInt(ROWS / 20), run);
        run.kill();
      }
    }
    CommandRun last;
    try (ImportProcess run = start(topic, orders, "--rejects", rejects.toString(), "--json")) {
      last = run.end();
    }

    assertThat(last.err()).isEmpty();
    assertThat(last.exitCode()).isZero();
    JsonNode report = new JsonMapper().readTree(last.out());
    JsonNode earlier = report.get("earlier");
    assertThat(earlier.get("read").asLong()).isPositive();
    assertThat(earlier.get("read").asLong() + report.get("read").asLong()).isEqualTo(ROWS);
    assertThat(earlier.get("appended").asLong() + report.get("appended").asLong())
        .isEqualTo(orders.payments());
    orders.assertOnLog(servers.readAll(topic), 1);
    orders.assertRejectsIn(rejects);
  }

  @Test
  void interrupted_it_keeps_what_it_reports_and_goes_on_from_there() throws Exception {
    Orders orders = Orders.write(folder.resolve("interrupted.csv"), ROWS);
    String topic = "interrupted";
    ready(topic);
    CommandRun stopped;
    try (ImportProcess run = startSlow(topic, orders, "--json")) {
      run.signal("INT");
      stopped = run.end();
    }
    JsonNode first = new JsonMapper().readTree(stopped.out());
    assertThat(stopped.exitCode()).isEqualTo(INTERRUPTED);
    assertThat(first.get("stopped").asBoolean()).isTrue();
    assertThat(first.get("files").get(0).get("resumable").asBoolean()).isTrue();
    assertThat(servers.readAll(topic)).hasSize(first.get("appended").asInt());

    CommandRun rest;
    try (ImportProcess run = start(topic, orders)) {
      rest = run.end();
    }
    assertEndedWell(rest);
    assertThat(rest.out())
        .contains(
            String.format("went on after line %,d", first.get("files").get(0).get("line").asLong()),
            String.format("with earlier runs: read %,d rows", ROWS));
    orders.assertOnLog(servers.readAll(topic), 1);
  }

  @Test
  void stopped_before_the_file_is_known_it_leaves_an_earlier_rejects_file_alone() throws Exception {
    Orders orders = Orders.write(folder.resolve("vast.csv"), 2 * Probe.ROWS);
    // A hole that takes no room, and hours to read.
    try (RandomAccessFile file = new RandomAccessFile(orders.file().toFile(), "rw")) {
      file.setLength(1L << 41);
    }
    Path rejects = Files.writeString(folder.resolve("rejects.csv"), "of an earlier run");
    CommandRun stopped;
    try (ImportProcess run = start("vast", orders, "--rejects", rejects.toString());
        Admin admin = SalesTopic.connect(servers.settings("vast", folder).kafka())) {
      // It makes the topic after it has made ready to be stopped, and before it reads the file.
      await().atMost(PATIENCE).until(() -> admin.listTopics().names().get().contains("vast"));
      run.signal("INT");
      stopped = run.end();
    }

    assertThat(stopped.exitCode()).isEqualTo(INTERRUPTED);
    assertThat(stopped.out()).contains("read 0 rows", "stopped early: the same command goes on");
    assertThat(rejects).hasContent("of an earlier run");
  }

  @Test
  void of_two_at_once_the_older_ends_and_nothing_is_appended_twice() throws Exception {
    Orders orders = Orders.write(folder.resolve("twins.csv"), ROWS);
    String topic = "twins";
    ready(topic);
    try (ImportProcess older = startSlow(topic, orders)) {
      older.signal("STOP");
      try (ImportProcess newer = start(topic, orders)) {
        assertEndedWell(newer.end());
      }
      older.signal("CONT");
      CommandRun ended = older.end();

      assertThat(ended.exitCode()).isEqualTo(1);
      assertThat(ended.err())
          .last()
          .asString()
          .contains("another import of the same file has", "taken over");
    }
    orders.assertOnLog(servers.readAll(topic), 1);
  }

  @Test
  void a_broker_that_dies_and_comes_back_costs_nothing() throws Exception {
    Orders orders = Orders.write(folder.resolve("broker.csv"), ROWS);
    String topic = "broker";
    ready(topic);
    CommandRun run;
    try (ImportProcess process = start(topic, orders)) {
      awaitWritten(topic, 1, process);
      servers.kafka().kill();
      servers.kafka().restart();
      run = process.end();
    }
    // Where Kafka was away for longer than a transaction may last it says so, and goes on when
    // told.
    if (run.exitCode() != 0) {
      assertThat(run.err()).last().asString().contains("the same command goes on from there");
      try (ImportProcess again = start(topic, orders)) {
        assertEndedWell(again.end());
      }
    }
    orders.assertOnLog(servers.readAll(topic), 1);
  }

  @Test
  void a_file_that_is_changed_meanwhile_is_told() throws Exception {
    Orders orders = Orders.write(folder.resolve("changed.csv"), ROWS);
    String topic = "changed";
    ready(topic);
    try (ImportProcess run = startSlow(topic, orders)) {
      Files.writeString(
          orders.file(), "more,SKU1,1,2024-05-01T10:00:00Z,1\n", StandardOpenOption.APPEND);
      CommandRun ended = run.end();

      assertThat(ended.exitCode()).isEqualTo(1);
      assertThat(ended.err()).last().asString().contains("changed.csv was changed while it was");
    }
  }

  @Test
  void what_comes_slowly_on_standard_input_is_on_the_log_while_it_pauses() throws Exception {
    String topic = "slowly";
    ready(topic);
    try (ImportProcess run =
            ImportProcess.start(servers, topic, folder, "-", "--columns", Orders.COLUMNS);
        BufferedWriter rows = run.process().outputWriter()) {
      rows.write("order,sku,units,sold,price\n");
      rows.write("0,SKU1,1,2024-05-01T10:00:00Z,1.00\n");
      rows.flush();
      await().atMost(PATIENCE).until(() -> !run.isAlive() || servers.readAll(topic).size() == 1);
      for (int row = 1; row < 150; row++) {
        rows.write(row + ",SKU1,1,2024-05-01T10:00:00Z,1.00\n");
      }
      rows.flush();
      await().atMost(PATIENCE).until(() -> !run.isAlive() || servers.readAll(topic).size() == 150);
      rows.write("150,SKU1,1,2024-05-01T10:00:00Z,1.00\n");
      rows.close();
      CommandRun ended = run.end();

      assertThat(ended.exitCode()).isZero();
      assertThat(ended.out()).contains("appended 151 payments");
      assertThat(ended.err())
          .singleElement()
          .asString()
          .startsWith("note: standard input can be read once only");
    }
    assertThat(servers.readAll(topic)).hasSize(151);
  }

  private ImportProcess start(String topic, Orders orders, String... more) throws IOException {
    String[] arguments = new String[3 + more.length];
    arguments[0] = orders.file().toString();
    arguments[1] = "--columns";
    arguments[2] = Orders.COLUMNS;
    System.arraycopy(more, 0, arguments, 3, more.length);
    return ImportProcess.start(servers, topic, folder, arguments);
  }

  /**
   * One that takes minutes to its end: what is done once its first rows are seen is done before.
   */
  private ImportProcess startSlow(String topic, Orders orders, String... more) throws IOException {
    Path settings = folder.resolve("ledger.properties");
    // Room for one batch, so that almost each row waits for the one before it to be sent.
    Files.writeString(settings, "ledger.kafka.buffer.memory=" + 128 * 1024);
    ImportProcess slow = start(topic, orders, more);
    awaitWritten(topic, 1, slow);
    Files.delete(settings);
    return slow;
  }

  private static void assertEndedWell(CommandRun run) {
    assertThat(run.exitCode()).as("%s", run).isZero();
  }

  /** So that it can be watched before the import has begun. */
  private void ready(String topic) {
    try (Admin admin = SalesTopic.connect(servers.settings(topic, folder).kafka())) {
      new SalesTopic(admin, servers.settings(topic, folder).kafka()).ensure();
    }
  }

  private void awaitWritten(String topic, long more, ImportProcess run) {
    String kafka = servers.kafka().bootstrapServers();
    long wanted = LogReader.written(kafka, topic) + more;
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> !run.isAlive() || LogReader.written(kafka, topic) >= wanted);
    assertThat(run.isAlive()).as("stopped before its end").isTrue();
  }
}
