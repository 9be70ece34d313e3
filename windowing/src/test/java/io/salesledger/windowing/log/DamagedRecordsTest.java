package io.salesledger.windowing.log;

import static io.salesledger.windowing.log.LogRecords.EVENT;
import static io.salesledger.windowing.log.LogRecords.kind;
import static io.salesledger.windowing.log.LogRecords.polled;
import static io.salesledger.windowing.log.LogRecords.record;
import static io.salesledger.windowing.log.LogRecords.sale;
import static io.salesledger.windowing.log.LogRecords.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.schemas.PaymentSchemas;
import io.salesledger.schemas.WireFormat;
import io.salesledger.windowing.core.PaymentBatch;
import io.salesledger.windowing.core.PaymentRules;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.util.Utf8;

/** Damaged records: quarantined, or counted as exactly what Avro's own reader sees in them. */
class DamagedRecordsTest {
  private final PaymentDecoder decoder =
      new PaymentDecoder(new PaymentRules("CNY"), new KnownSchemas());

  @Property(tries = 4_000)
  void a_record_with_flipped_bits_is_quarantined_or_means_what_avro_reads(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 3) int version) {
    Random random = new Random(seed);
    byte[] value = value(version, random(random, version));
    int flips = 1 + random.nextInt(3);
    for (int i = 0; i < flips; i++) {
      int at = WireFormat.HEADER_BYTES + random.nextInt(value.length - WireFormat.HEADER_BYTES);
      value[at] ^= (byte) (1 << random.nextInt(8));
    }

    assertQuarantinedOrAvros(version, value);
  }

  @Property(tries = 2_000)
  void a_record_with_bytes_put_in_or_taken_out_is_quarantined_or_means_what_avro_reads(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 3) int version) {
    Random random = new Random(seed);
    byte[] value = value(version, random(random, version));
    int at = WireFormat.HEADER_BYTES + random.nextInt(value.length - WireFormat.HEADER_BYTES);
    byte[] changed;
    if (random.nextBoolean()) {
      changed = Arrays.copyOf(value, value.length - 1);
      System.arraycopy(value, at + 1, changed, at, changed.length - at);
    } else {
      changed = Arrays.copyOf(value, value.length + 1);
      System.arraycopy(value, at, changed, at + 1, value.length - at);
      changed[at] = (byte) random.nextInt();
    }

    assertQuarantinedOrAvros(version, changed);
  }

  @Property(tries = 2_000)
  void any_bytes_are_quarantined_or_mean_what_avro_reads(
      @ForAll @Size(max = 60) byte[] avro, @ForAll @IntRange(min = 1, max = 3) int version) {
    assertQuarantinedOrAvros(version, WireFormat.frame(version, avro));
  }

  @Property(tries = 2_000)
  void any_value_at_all_is_a_row_or_a_quarantine_entry(@ForAll @Size(max = 60) byte[] value) {
    PaymentBatch batch = decoder.decode(polled(List.of(record(0, value))));

    assertThat(batch.columns().size() + batch.quarantine().size()).isEqualTo(1);
  }

  private void assertQuarantinedOrAvros(int version, byte[] value) {
    PaymentBatch batch = decoder.decode(polled(List.of(record(0, value))));
    assertThat(batch.columns().size() + batch.quarantine().size()).isEqualTo(1);
    if (batch.columns().size() == 0) {
      return;
    }
    GenericRecord avros = avros(version, value);
    int quantity = (Integer) avros.get("quantity");
    int sign = avros.get("kind").toString().equals("REFUND") ? -1 : 1;
    long minor = new BigInteger(bytes((ByteBuffer) avros.get("productPrice"))).longValueExact();
    assertThat(avros.get("kind").toString()).isIn("PAYMENT", "REFUND");
    assertThat(batch.columns().products()).containsExactly(avros.get("productId").toString());
    assertThat(batch.columns().eventMillis()).containsExactly((Long) avros.get("timestamp"));
    assertThat(batch.columns().units()).containsExactly(sign * quantity);
    assertThat(batch.columns().amounts()).containsExactly(sign * minor * quantity);
    Object currency = avros.get("currency");
    assertThat(currency == null ? "CNY" : currency.toString()).isEqualTo("CNY");
  }

  /** What Avro's generic reader makes of the bytes, all of them. */
  private static GenericRecord avros(int version, byte[] value) {
    Schema writer = PaymentSchemas.all().get(version - 1);
    BinaryDecoder in =
        DecoderFactory.get()
            .binaryDecoder(
                value, WireFormat.HEADER_BYTES, value.length - WireFormat.HEADER_BYTES, null);
    try {
      GenericRecord record =
          new GenericDatumReader<GenericRecord>(writer, PaymentSchemas.newest()).read(null, in);
      assertThat(in.isEnd()).isTrue();
      return record;
    } catch (IOException | RuntimeException e) {
      throw new AssertionError("counted, though Avro cannot read it: " + Arrays.toString(value), e);
    }
  }

  private static GenericRecord random(Random random, int version) {
    GenericRecord payment = sale(version);
    payment.put("orderId", "o-" + random.nextInt(1_000_000));
    payment.put("productId", new Utf8(("P" + random.nextInt()).getBytes(StandardCharsets.UTF_8)));
    payment.put(
        "productPrice",
        ByteBuffer.wrap(
            BigInteger.valueOf(random.nextInt(1 << (1 + random.nextInt(29)))).toByteArray()));
    payment.put("timestamp", EVENT - random.nextInt(1_000_000));
    if (version >= 2) {
      payment.put("quantity", 1 + random.nextInt(200));
      payment.put("currency", random.nextBoolean() ? "CNY" : null);
    }
    if (version >= 3) {
      payment.put("kind", kind(random.nextBoolean() ? "PAYMENT" : "REFUND"));
      payment.put("reverses", random.nextBoolean() ? "o-" + random.nextInt(1_000) : null);
    }
    return payment;
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
