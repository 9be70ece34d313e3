package io.salesledger.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

/** Every version reads what every other wrote: what both have as written, the rest by default. */
class AllPairsTest {
  @Test
  void what_a_version_wrote_is_read_by_every_version() {
    for (Schema writer : PaymentSchemas.all()) {
      for (Schema reader : PaymentSchemas.all()) {
        GenericRecord written = AllPairs.payment(writer);
        GenericRecord read = AllPairs.read(AllPairs.write(written), writer, reader);

        for (Schema.Field field : reader.getFields()) {
          Object expected =
              writer.getField(field.name()) == null
                  ? GenericData.get().getDefaultValue(field)
                  : written.get(field.name());
          assertThat(String.valueOf(read.get(field.name())))
              .as("%s written with %s, read with %s", field.name(), writer, reader)
              .isEqualTo(String.valueOf(expected));
        }
      }
    }
  }

  @Test
  void the_table_says_what_is_read() {
    assertThat(AllPairs.table(PaymentSchemas.versions()))
        .contains(
            "| v1 | all | quantity = 1, currency = null | quantity = 1, currency = null,"
                + " kind = PAYMENT, reverses = null |")
        .contains(
            "| v3 | without quantity, currency, kind, reverses | without kind, reverses | all |");
  }
}
