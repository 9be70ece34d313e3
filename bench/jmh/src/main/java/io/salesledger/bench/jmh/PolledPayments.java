package io.salesledger.bench.jmh;

import io.salesledger.schemas.PaymentSchemas;
import io.salesledger.schemas.WireFormat;
import io.salesledger.windowing.core.PaymentRules;
import io.salesledger.windowing.log.PolledBatch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/**
 * What polls return of one of eight partitions while it catches up: random valid payments, the same
 * for the same arguments, and what they come to, summed as they were drawn.
 *
 * @param batches of {@value #BATCH_RECORDS} records each, offsets from 0 on
 * @param expected the sums by product and minute
 */
record PolledPayments(List<PolledBatch> batches, Map<ProductMinute, Sum> expected) {
  /** The default of {@code ledger.poll.records}: what a batch of a backlog holds. */
  static final int BATCH_RECORDS = 10_000;

  /** More records than a processor's caches hold. */
  static final int BATCHES = 16;

  /** The partition they are of. */
  static final int PARTITION = 3;

  private static final int PARTITIONS = 8;
  private static final int MIN_PRICE_MINOR = 100;
  private static final int PRICES = 49_901;
  private static final int MAX_QUANTITY = 5;
  private static final long START_MILLIS = Instant.parse("2025-10-22T04:21:00Z").toEpochMilli();

  /** A backlog of so many payments in this partition happened within one minute. */
  private static final int RECORDS_A_MINUTE = 80_000;

  /** One product in one minute, by the minute's start. */
  record ProductMinute(String product, long minuteMillis) implements Comparable<ProductMinute> {
    @Override
    public int compareTo(ProductMinute other) {
      int byProduct = product.compareTo(other.product);
      return byProduct != 0 ? byProduct : Long.compare(minuteMillis, other.minuteMillis);
    }
  }

  /** Minor units, and units sold. */
  record Sum(long amount, long units) {
    Sum plus(Sum other) {
      return new Sum(amount + other.amount, units + other.units);
    }
  }

  /**
   * Draws them.
   *
   * @param version of the schema that they are written with, which is their schema id
   * @param products of the whole topic; this partition holds an eighth of them
   * @param count of batches
   */
  static PolledPayments draw(int version, int products, int count) {
    Random random = new Random(products);
    Schema schema = PaymentSchemas.all().get(version - 1);
    int here = (products + PARTITIONS - 1) / PARTITIONS;
    Map<ProductMinute, Sum> expected = new TreeMap<>();
    List<PolledBatch> batches = new ArrayList<>();
    for (int batch = 0; batch < count; batch++) {
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>(BATCH_RECORDS);
      long from = (long) batch * BATCH_RECORDS;
      for (long offset = from; offset < from + BATCH_RECORDS; offset++) {
        String product = "PRODUCTID" + random.nextInt(here) * PARTITIONS;
        long eventMillis = START_MILLIS + offset * 60_000L / RECORDS_A_MINUTE;
        int price = MIN_PRICE_MINOR + random.nextInt(PRICES);
        int quantity = version == 1 ? 1 : 1 + random.nextInt(MAX_QUANTITY);
        GenericRecord payment = payment(schema, offset, product, price, eventMillis);
        if (version > 1) {
          payment.put("quantity", quantity);
        }
        byte[] value = WireFormat.frame(version, avro(payment));
        records.add(record(offset, product, value, eventMillis));
        expected.merge(
            new ProductMinute(product, PaymentRules.minuteOf(eventMillis)),
            new Sum((long) price * quantity, quantity),
            Sum::plus);
      }
      batches.add(new PolledBatch(PARTITION, from, from + BATCH_RECORDS, List.copyOf(records)));
    }
    return new PolledPayments(List.copyOf(batches), expected);
  }

  private static GenericRecord payment(
      Schema schema, long number, String product, int priceMinor, long eventMillis) {
    GenericRecord payment = new GenericData.Record(schema);
    for (Schema.Field field : schema.getFields()) {
      if (field.hasDefaultValue()) {
        payment.put(field.pos(), GenericData.get().getDefaultValue(field));
      }
    }
    payment.put("orderId", "ORDER-ledger-" + number);
    payment.put("productId", product);
    payment.put("productPrice", ByteBuffer.wrap(BigInteger.valueOf(priceMinor).toByteArray()));
    payment.put("timestamp", eventMillis);
    return payment;
  }

  private static byte[] avro(GenericRecord record) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
    try {
      new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static ConsumerRecord<byte[], byte[]> record(
      long offset, String product, byte[] value, long appendMillis) {
    byte[] key = product.getBytes(StandardCharsets.UTF_8);
    return new ConsumerRecord<>(
        "sales_events",
        PARTITION,
        offset,
        appendMillis,
        TimestampType.LOG_APPEND_TIME,
        key.length,
        value.length,
        key,
        value,
        new RecordHeaders(),
        Optional.empty());
  }
}
