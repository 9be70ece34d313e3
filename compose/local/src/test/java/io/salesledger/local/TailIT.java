package io.salesledger.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.local.stack.Addresses;
import io.salesledger.parts.KafkaBroker;
import io.salesledger.parts.LoopbackPorts;
import io.salesledger.parts.SchemaRegistry;
import io.salesledger.schemas.SalesTopic;
import io.salesledger.schemas.SchemaRegistration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ledger tail} as a process of its own, on a real broker and registry. */
class TailIT {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String TAIL_ALL = "tail --from-beginning";

  private final Path folder;

  TailIT(@TempDir Path folder) {
    this.folder = folder;
  }

  private record Answer(int exitCode, List<String> out, List<String> err) {}

  @Test
  void logIsShownFromEachBeginningAndAsItGrows() throws Exception {
    try (KafkaBroker kafka = KafkaBroker.start(folder);
        SchemaRegistry registry = SchemaRegistry.startInMemory(folder)) {
      Files.write(
          folder.resolve("ledger.properties"),
          List.of(
              "ledger.kafka.bootstrap.servers=" + kafka.bootstrapServers(),
              "ledger.schema.registry.url=" + registry.url()));
      assertThat(ledger(TAIL_ALL))
          .isEqualTo(
              failed(
                  1,
                  "there is no topic sales_events at "
                      + kafka.bootstrapServers()
                      + "; `ledger up` makes it, or set ledger.kafka.topic"));
      prepareTopic();
      assertThat(ledger("generate --rate 100000 --count 5000 --seed 7").exitCode()).isZero();
      appendOneAbortedAndOneThatIsNoPayment(kafka);

      everythingIsShownAndWhatIsAppendedMeanwhileUntilCtrlC();
      placesAreFoundOrAreWrongUsage(readerThatGoesAwayEndsItQuietly());

      registry.stop();
      Answer withoutRegistry = ledger(TAIL_ALL);
      assertThat(withoutRegistry.exitCode()).isEqualTo(1);
      assertThat(withoutRegistry.err())
          .singleElement()
          .asString()
          .contains("the registry cannot give schema ", "is the schema registry up?");
      kafkaThatGoesAwayIsNoticed(kafka);
    }
  }

  @Test
  void kafkaThatIsAwayIsOneLine() throws Exception {
    String nowhere = "127.0.0.1:" + LoopbackPorts.free();
    Files.writeString(
        folder.resolve("ledger.properties"), "ledger.kafka.bootstrap.servers=" + nowhere);
    assertThat(ledger("tail"))
        .isEqualTo(
            failed(
                1,
                "Kafka at "
                    + nowhere
                    + " is not reachable; start it, on this machine with ./ledger up, or set"
                    + " ledger.kafka.bootstrap.servers"));
  }

  private void everythingIsShownAndWhatIsAppendedMeanwhileUntilCtrlC() throws Exception {
    Path out = folder.resolve("out.txt");
    Process tail =
        start("exec env --default-signal=INT " + command(TAIL_ALL), out, folder.resolve("err.txt"));
    await().atMost(PATIENCE).until(() -> Files.readAllLines(out).size() >= 5_001);
    assertThat(ledger("generate --rate 1000 --count 3 --seed 8").exitCode()).isZero();
    await().atMost(PATIENCE).until(() -> Files.readAllLines(out).size() >= 5_004);
    new ProcessBuilder("kill", "-INT", Long.toString(tail.pid())).start().waitFor();
    assertThat(tail.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(tail.exitValue()).isEqualTo(130);
    assertThat(folder.resolve("err.txt")).isEmptyFile();
    List<JsonNode> lines = Files.readAllLines(out).stream().map(TailIT::json).toList();
    assertThat(lines).hasSize(5_004);
    assertThat(lines)
        .filteredOn(line -> !line.has("error"))
        .hasSize(5_003)
        .allSatisfy(
            line -> {
              assertThat(line.get("schemaVersion").asInt()).isEqualTo(3);
              assertThat(line.get("key")).isEqualTo(line.get("productId"));
              assertThat(line.get("productPrice").asText()).matches("[0-9]+\\.[0-9]{2}");
            });
    assertThat(lines)
        .filteredOn(line -> line.has("error"))
        .singleElement()
        .satisfies(line -> assertThat(line.get("key").asText()).isEqualTo("no payment"));
  }

  private void kafkaThatGoesAwayIsNoticed(KafkaBroker kafka) throws Exception {
    Path err = folder.resolve("away.txt");
    Process tail = start("exec " + command("tail"), folder.resolve("none.txt"), err);
    kafka.stop();
    assertThat(tail.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(tail.exitValue()).isEqualTo(1);
    assertThat(Files.readAllLines(err))
        .singleElement()
        .asString()
        .startsWith("ledger tail: Kafka at " + kafka.bootstrapServers() + " is not reachable");
  }

  /** Gives a partition that holds payments. */
  private int readerThatGoesAwayEndsItQuietly() throws Exception {
    Answer answer = bash("set -o pipefail; " + command(TAIL_ALL) + " | head -n 2");
    assertThat(answer.out()).hasSize(2).allSatisfy(line -> assertThat(json(line)).isNotEmpty());
    assertThat(answer.err()).isEmpty();
    assertThat(answer.exitCode()).isZero();
    return json(answer.out().get(1)).get("partition").asInt();
  }

  private void placesAreFoundOrAreWrongUsage(int partition) throws Exception {
    assertThat(ledger("tail --partition 8"))
        .isEqualTo(
            failed(2, "bad --partition 8; right would be 0 to 7, the partitions of sales_events"));
    String place = "tail --partition " + partition;
    Answer beyond = ledger(place + " --offset 1000000");
    assertThat(beyond.exitCode()).isEqualTo(2);
    assertThat(beyond.err())
        .singleElement()
        .asString()
        .matches(
            "ledger tail: bad --offset 1000000; right would be 0 to [0-9]+, the next one of"
                + " partition "
                + partition);
    JsonNode second = json(bash(command(place + " --offset 1") + " | head -n 1").out().get(0));
    assertThat(second.get("partition").asInt()).isEqualTo(partition);
    assertThat(second.get("offset").asInt()).isEqualTo(1);
  }

  private void prepareTopic() {
    LedgerSettings settings = Addresses.load(Map.of(), Map.of(), folder, Map.of());
    try (Admin admin = SalesTopic.connect(settings.kafka())) {
      new SalesTopic(admin, settings.kafka()).ensure();
    }
    SchemaRegistration.ensure(settings, PATIENCE);
  }

  private static void appendOneAbortedAndOneThatIsNoPayment(KafkaBroker kafka) throws Exception {
    byte[] key = "no payment".getBytes(UTF_8);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers(), "transactional.id", "aborts"),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>("sales_events", 3, key, "aborted".getBytes(UTF_8))).get();
      producer.abortTransaction();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>("sales_events", 3, key, "hello".getBytes(UTF_8))).get();
      producer.commitTransaction();
    }
  }

  private static Answer failed(int exitCode, String line) {
    return new Answer(exitCode, List.of(), List.of("ledger tail: " + line));
  }

  private static JsonNode json(String line) {
    try {
      return JsonMapper.builder().build().readTree(line);
    } catch (JsonProcessingException e) {
      throw new AssertionError("not JSON: " + line, e);
    }
  }

  private Answer ledger(String arguments) throws Exception {
    return bash("exec " + command(arguments));
  }

  private static String command(String arguments) {
    return "'"
        + Path.of(System.getProperty("java.home"), "bin", "java")
        + "' -XX:TieredStopAtLevel=1 -Dlog4j2.configurationFile=ledger-log4j2.xml -cp '"
        + System.getProperty("java.class.path")
        + "' io.salesledger.local.LedgerCommand "
        + arguments;
  }

  private Answer bash(String script) throws Exception {
    Path out = Files.createTempFile(folder, "out", ".txt");
    Path err = Files.createTempFile(folder, "err", ".txt");
    Process process = start(script, out, err);
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      throw new AssertionError("no end of: " + script);
    }
    return new Answer(process.exitValue(), Files.readAllLines(out), Files.readAllLines(err));
  }

  private Process start(String script, Path out, Path err) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-c", script)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("LEDGER_"));
    return builder.start();
  }
}
