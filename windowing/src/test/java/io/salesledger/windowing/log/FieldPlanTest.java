package io.salesledger.windowing.log;

import static io.salesledger.windowing.log.LogRecords.sale;
import static io.salesledger.windowing.log.LogRecords.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.schemas.PaymentSchemas;
import io.salesledger.schemas.WireFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Payments read by a plan, against the same ones read by Avro's resolution. */
class FieldPlanTest {
  private static final PaymentContract CONTRACT = PaymentContract.published();

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void every_published_version_has_a_plan(int version) {
    assertThat(plan(PaymentSchemas.all().get(version - 1))).isPresent();
  }

  @Test
  void a_version_to_come_with_a_plain_field_has_a_plan_and_one_with_a_list_has_none() {
    assertThat(
            plan(with(SchemaBuilder.builder().unionOf().nullType().and().stringType().endUnion())))
        .isPresent();
    assertThat(plan(with(SchemaBuilder.array().items().stringType()))).isEmpty();
  }

  @Property(tries = 5_000)
  void damaged_or_not_a_plan_reads_what_avro_resolves(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 3) int version) {
    Random random = new Random(seed);
    GenericRecord payment = sale(version);
    payment.put("productId", "tea".repeat(random.nextInt(4)));
    if (version > 1) {
      payment.put("quantity", random.nextInt());
      payment.put("currency", random.nextBoolean() ? null : "EUR");
    }
    byte[] bytes = value(version, payment);
    for (int flips = random.nextInt(4); flips > 0; flips--) {
      int at = WireFormat.HEADER_BYTES + random.nextInt(bytes.length - WireFormat.HEADER_BYTES);
      bytes[at] ^= (byte) (1 << random.nextInt(8));
    }

    assertThat(fields(version, PaymentReader::read, bytes))
        .isEqualTo(fields(version, PaymentReader::resolve, bytes));
  }

  private interface Reading {
    void read(PaymentReader reader, byte[] value, int start) throws IOException;
  }

  /** What a reader that read another payment before sees, or what it says against it. */
  private static List<Object> fields(int version, Reading reading, byte[] value) {
    Schema writer = PaymentSchemas.all().get(version - 1);
    PaymentReader reader = PaymentReader.of(CONTRACT, version, writer).reader().orElseThrow();
    List<Object> fields = new ArrayList<>();
    try {
      reader.read(value(version, sale(version)), WireFormat.HEADER_BYTES);
      reading.read(reader, value, WireFormat.HEADER_BYTES);
    } catch (IOException | RuntimeException e) {
      return List.of(e.getClass(), String.valueOf(e.getMessage()));
    }
    fields.add(reader.productId().text());
    fields.add(reader.priceFits());
    fields.add(reader.priceMinor());
    fields.add(reader.eventMillis());
    fields.add(reader.quantity());
    fields.add(reader.currencyText());
    fields.add(reader.kind());
    return fields;
  }

  private static Schema with(Schema type) {
    List<Schema.Field> fields = new ArrayList<>();
    for (Schema.Field field : PaymentSchemas.newest().getFields()) {
      fields.add(new Schema.Field(field, field.schema()));
    }
    fields.add(new Schema.Field("added", type));
    return Schema.createRecord("PaymentInfo", "", "io.salesledger", false, fields);
  }

  private static Optional<FieldPlan> plan(Schema writer) {
    return FieldPlan.of(writer, PaymentReader.projection(PaymentSchemas.newest()), CONTRACT::kind);
  }
}
