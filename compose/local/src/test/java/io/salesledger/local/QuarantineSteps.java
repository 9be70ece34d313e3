package io.salesledger.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** {@code ledger quarantine} on a stack that runs: a bad record is found, shown and put right. */
final class QuarantineSteps {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String CORRECTED =
      "{\"orderId\":\"mended\",\"productId\":\"PRODUCTID1\",\"productPrice\":\"12.34\","
          + "\"timestamp\":\"2025-10-22T04:21:43Z\",\"quantity\":3}";

  private final LocalStack stack;
  private final String place;

  private QuarantineSteps(LocalStack stack, String place) {
    this.stack = stack;
    this.place = place;
  }

  /** Goes through it all; three records are on the log more than before. */
  static void workOffOneRecord(LocalStack stack) {
    QuarantineSteps steps = new QuarantineSteps(stack, appendBad(stack));
    steps.isListedAndShown();
    steps.wrongUsageAppendsNothing();
    steps.isPutRightOnce();
  }

  /** To a partition in which something is counted. */
  private static String appendBad(LocalStack stack) {
    int partition = 0;
    while (stack.status().get("partitions").get(partition).get("low").asLong() == 0) {
      partition++;
    }
    Map<String, Object> config = Map.of("bootstrap.servers", stack.bootstrapServers());
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
      byte[] value = "no payment \u0007 at all".getBytes(StandardCharsets.UTF_8);
      return partition
          + ":"
          + producer
              .send(new ProducerRecord<>("sales_events", partition, new byte[] {'k'}, value))
              .get()
              .offset();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private void isListedAndShown() {
    await()
        .atMost(PATIENCE)
        .until(() -> stack.run("quarantine", "list").out().contains("\n" + place + " "));
    LocalStack.Answer list = stack.run("quarantine", "list");
    assertThat(list.exitCode()).isZero();
    assertThat(list.out())
        .startsWith("place")
        .contains("undecodable", "19 bytes that do not begin with 0x0 and a schema id")
        .endsWith("1 quarantined, 0 of them requeued, 1 open\n");
    LocalStack.Answer show = stack.run("quarantine", "show", place);
    assertThat(show.exitCode()).isZero();
    assertThat(show.out())
        .startsWith(place + " undecodable: 19 bytes")
        .contains(
            "state     open\n",
            "key       k\n",
            "00000000  6e 6f 20 70 61 79 6d 65 6e 74 20 07 20 61 74 20  |no payment . at |\n");
    assertThat(
            json(stack.run("quarantine", "show", place, "--json").out()).get("valueHex").asText())
        .startsWith("6e6f20");
  }

  private void wrongUsageAppendsNothing() {
    refused(2, "bad payment: not JSON", "requeue", place, "--as", "{\"orderId");
    refused(
        2,
        "bad payment: negative price (-1)",
        "requeue",
        place,
        "--as",
        CORRECTED.replace("12.34", "-1"));
    refused(2, "'17' is no partition:offset", "requeue", "17", "--as", CORRECTED);
    refused(2, "there is no partition 99", "requeue", "99:0", "--as", CORRECTED);
    String beyond = place + "999";
    refused(2, "there is no " + beyond + " yet", "requeue", beyond, "--as", CORRECTED);
    String counted = place.substring(0, place.indexOf(':')) + ":0";
    refused(
        1, counted + " is not quarantined: it is counted", "requeue", counted, "--as", CORRECTED);
    refused(1, counted + " is not quarantined: it is counted", "show", counted);
    refused(2, "Missing required option: '--as=JSON'", "requeue", place);
  }

  private void refused(int exitCode, String line, String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "quarantine";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    LocalStack.Answer answer = stack.run(all);
    assertThat(answer.err()).startsWith("ledger quarantine " + arguments[0] + ": " + line);
    assertThat(answer.err().lines()).hasSize(1);
    assertThat(answer.out()).isEmpty();
    assertThat(answer.exitCode()).isEqualTo(exitCode);
  }

  private void isPutRightOnce() {
    JsonNode before = stack.api("/api/total");
    JsonNode answer =
        json(stack.run("quarantine", "requeue", place, "--as", CORRECTED, "--json").out());
    String appended = answer.get("appended").asText();
    assertThat(answer.get("requeued").asText()).isEqualTo(place);
    await()
        .atMost(PATIENCE)
        .until(
            () -> stack.api("/api/quarantine").get(0).get("resolvedBy").asText(), appended::equals);

    JsonNode after = stack.api("/api/total");
    assertThat(after.get("totalAmount").decimalValue())
        .isEqualByComparingTo(
            before
                .get("totalAmount")
                .decimalValue()
                .add(new BigDecimal("12.34").multiply(new BigDecimal(3))));
    assertThat(after.get("totalCount").asLong()).isEqualTo(before.get("totalCount").asLong() + 3);
    refused(
        1,
        place + " is requeued already: " + appended + " counts",
        "requeue",
        place,
        "--as",
        CORRECTED);
    assertThat(stack.run("quarantine", "list").out())
        .isEqualTo("1 quarantined, 1 of them requeued, 0 open\n");
    assertThat(stack.run("quarantine", "list", "--all").out()).contains(place, appended);
    assertThat(stack.run("verify").exitCode()).isZero();
  }

  private static JsonNode json(String text) {
    try {
      return JsonMapper.builder().build().readTree(text);
    } catch (IOException e) {
      throw new AssertionError("not JSON: " + text, e);
    }
  }
}
