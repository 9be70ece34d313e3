package io.salesledger.windowing.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.contract.LogPlace;
import io.salesledger.schemas.PaymentSchemas;
import io.salesledger.schemas.WireFormat;
import io.salesledger.windowing.core.AppliedOffsets;
import io.salesledger.windowing.core.Fold;
import io.salesledger.windowing.core.PaymentBatch;
import io.salesledger.windowing.core.PaymentRules;
import io.salesledger.windowing.core.PaymentRules.Kind;
import io.salesledger.windowing.core.QuarantineEntry;
import io.salesledger.windowing.core.QuarantineReason;
import io.salesledger.windowing.log.PaymentContract;
import io.salesledger.windowing.log.WriterSchemas;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The audit judges each record as the topology does, though by other code: payments of every
 * version, at the rules' limits, and damaged in every way that chance finds.
 */
class JudgesAgreeTest {
  private static final int RECORDS = 20_000;

  private final WriterSchemas schemas =
      id ->
          id >= 1 && id <= PaymentSchemas.VERSIONS
              ? new WriterSchemas.Answer.Known(PaymentSchemas.all().get(id - 1))
              : new WriterSchemas.Answer.Missing();
  private final JudgeRules rules = new JudgeRules("CNY", PaymentContract.published(), schemas);

  /**
   * Requeues of offsets that are quarantined, counted, settled, empty or none: the first half of
   * the log as above, the second half payments with a header each.
   */
  @Test
  void every_requeue_is_judged_as_the_fold_judges_it() throws IOException {
    Random random = new Random(42);
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (int offset = 0; offset < 4_000; offset++) {
      ConsumerRecord<byte[], byte[]> record = TwoJudges.record(offset, key(random), value(random));
      if (offset >= 2_000) {
        record
            .headers()
            .add(LogPlace.REQUEUE_HEADER, header(random).getBytes(StandardCharsets.UTF_8));
      }
      records.add(record);
    }
    List<String> ours = TwoJudges.audit(rules, records);

    PaymentBatch batch = TwoJudges.batch(rules, records);
    Fold fold = new Fold(AppliedOffsets.below(0), 100_000);
    fold.add(batch, 0);

    assertThat(ours.stream().filter(line -> line.contains("_REQUEUE")).count()).isGreaterThan(100);
    assertThat(ours.stream().filter(TwoJudges::isRefusal).toList())
        .containsExactlyElementsOf(fold.quarantine().stream().map(TwoJudges::refusal).toList());
    assertThat(fold.resolutions()).hasSizeGreaterThan(100);
    assertThat(fold.counters().applied())
        .isEqualTo(ours.stream().filter(line -> !TwoJudges.isRefusal(line)).count());
  }

  private static String header(Random random) {
    return switch (random.nextInt(10)) {
      case 0 -> "1:" + random.nextInt(2_000);
      case 1 -> "0:0" + random.nextInt(2_000);
      case 2 -> "0:" + (2_000 + random.nextInt(4_000));
      default -> "0:" + random.nextInt(2_000);
    };
  }

  @Test
  void every_record_is_judged_as_the_topology_judges_it() throws IOException {
    Random random = new Random(20_251_022);
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (int offset = 0; offset < RECORDS; offset++) {
      long appendMillis = random.nextInt(20) == 0 ? Long.MAX_VALUE / 1000 : TwoJudges.NOW_MILLIS;
      records.add(TwoJudges.record(offset, key(random), value(random), appendMillis));
    }
    PaymentBatch batch = TwoJudges.batch(rules, records);
    assertThat(TwoJudges.audit(rules, records))
        .containsExactlyElementsOf(TwoJudges.topology(rules, records));
    assertThat(batch.columns().size()).isBetween(RECORDS / 10, RECORDS * 9 / 10);
    assertThat(batch.quarantine().stream().map(QuarantineEntry::reason).distinct())
        .contains(
            QuarantineReason.UNDECODABLE,
            QuarantineReason.UNKNOWN_SCHEMA,
            QuarantineReason.UNKNOWN_KIND,
            QuarantineReason.FOREIGN_CURRENCY,
            QuarantineReason.NEGATIVE_PRICE,
            QuarantineReason.BAD_QUANTITY,
            QuarantineReason.BAD_PRODUCT_ID,
            QuarantineReason.AMOUNT_TOO_LARGE,
            QuarantineReason.BAD_TIMESTAMP);
  }

  /** Newer and other writers, read by a topology of today and by one that knows the new kind. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"UNKNOWN\"] | \"UNKNOWN\",\"CHARGEBACK\"]",
        "\"PAYMENT\",\"REFUND\",\"UNKNOWN\" | \"UNKNOWN\",\"REFUND\",\"PAYMENT\"",
        "\"scale\":2 | \"scale\":4",
        "\"precision\":18 | \"precision\":9",
        "timestamp-millis | timestamp-micros",
        "\"name\":\"productId\" | \"name\":\"product\"",
        "\"name\":\"orderId\",\"type\":\"string\" | \"name\":\"orderId\",\"type\":\"bytes\"",
        "\"name\":\"PaymentInfo\" | \"name\":\"Shipment\"",
      })
  void every_schema_is_judged_as_the_topology_judges_it(String ours, String theirs)
      throws IOException {
    Schema writer =
        new Schema.Parser().parse(PaymentSchemas.newest().toString().replace(ours, theirs));
    PaymentContract upgraded =
        new PaymentContract(
            new Schema.Parser()
                .parse(
                    PaymentSchemas.newest()
                        .toString()
                        .replace("\"UNKNOWN\"]", "\"UNKNOWN\",\"CHARGEBACK\"]")),
            Map.of("PAYMENT", Kind.PAYMENT, "REFUND", Kind.REFUND, "CHARGEBACK", Kind.REFUND));
    Random random = new Random(4);
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (int offset = 0; offset < 200; offset++) {
      int kinds = PaymentSchemas.newest().getField("kind").schema().getEnumSymbols().size();
      byte[] value = WireFormat.frame(4, encode(payment(3, random), 3));
      // The kind stands before "reverses", which is null here, and is a number of one byte.
      value[value.length - 2] = (byte) (2 * random.nextInt(kinds + 1));
      records.add(TwoJudges.record(offset, key(random), value));
    }
    for (PaymentContract contract : List.of(PaymentContract.published(), upgraded)) {
      WriterSchemas one = id -> new WriterSchemas.Answer.Known(writer);
      JudgeRules alone = new JudgeRules("CNY", contract, one);

      assertThat(TwoJudges.audit(alone, records))
          .containsExactlyElementsOf(TwoJudges.topology(alone, records));
    }
  }

  private static String key(Random random) {
    return "P" + random.nextInt(4);
  }

  private static byte[] value(Random random) throws IOException {
    int version = 1 + random.nextInt(PaymentSchemas.VERSIONS);
    byte[] value = WireFormat.frame(version, encode(payment(version, random), version));
    switch (random.nextInt(6)) {
      case 0 -> value[random.nextInt(value.length)] = (byte) random.nextInt();
      case 1 -> {
        int from = WireFormat.HEADER_BYTES + random.nextInt(value.length - 5);
        for (int i = from; i < value.length && i < from + 12; i++) {
          value[i] = (byte) (random.nextInt(4) == 0 ? random.nextInt() : 0xFF);
        }
      }
      case 2 -> value = Arrays.copyOf(value, Math.max(1, value.length + random.nextInt(6) - 4));
      default -> {}
    }
    return value;
  }

  private static GenericRecord payment(int version, Random random) {
    Schema schema = PaymentSchemas.all().get(version - 1);
    GenericRecordBuilder payment = new GenericRecordBuilder(schema);
    payment.set("orderId", "o" + random.nextInt());
    payment.set("productId", random.nextInt(30) == 0 ? "é".repeat(128) : "P" + random.nextInt(4));
    payment.set("productPrice", ByteBuffer.wrap(price(random).toByteArray()));
    payment.set(
        "timestamp",
        switch (random.nextInt(20)) {
          case 0 -> PaymentRules.OLDEST_EVENT_MILLIS - random.nextInt(2);
          case 1 -> TwoJudges.NOW_MILLIS + 400_000 - random.nextInt(200_000);
          case 2 -> PaymentRules.NEWEST_EVENT_MILLIS + random.nextInt(2);
          default -> TwoJudges.NOW_MILLIS - random.nextInt(200_000);
        });
    if (version >= 2) {
      payment.set("quantity", random.nextInt(10) == 0 ? random.nextInt() : 1 + random.nextInt(5));
      payment.set("currency", List.of("CNY", "USD", "").get(random.nextInt(8) % 3));
    }
    if (version >= 3) {
      Schema kinds = schema.getField("kind").schema();
      payment.set(
          "kind",
          new GenericData.EnumSymbol(
              kinds, kinds.getEnumSymbols().get(random.nextInt(9) == 0 ? 2 : random.nextInt(2))));
    }
    return payment.build();
  }

  private static BigInteger price(Random random) {
    return switch (random.nextInt(12)) {
      case 0 -> BigInteger.valueOf(random.nextLong());
      case 1 -> new BigInteger(90, random);
      case 2 -> new BigInteger(90, random).negate();
      case 3 -> BigInteger.valueOf(PaymentRules.MAX_AMOUNT_MINOR + random.nextInt(3) - 1);
      default -> BigInteger.valueOf(random.nextInt(1_000_000));
    };
  }

  private static byte[] encode(GenericRecord payment, int version) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    new GenericDatumWriter<GenericRecord>(PaymentSchemas.all().get(version - 1), new GenericData())
        .write(payment, encoder);
    encoder.flush();
    return bytes.toByteArray();
  }
}
