package io.salesledger.schemas;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/** One payment written with each version and read with each other one, by Avro itself. */
final class AllPairs {
  /** None of these is a default. */
  private static final Map<String, Object> PAYMENT =
      Map.of(
          "orderId",
          "o-1",
          "productId",
          "PRODUCTID5",
          "productPrice",
          ByteBuffer.wrap(new byte[] {0x30, (byte) 0xD4}),
          "timestamp",
          1_761_106_903_296L,
          "quantity",
          3,
          "currency",
          "CNY",
          "kind",
          "REFUND",
          "reverses",
          "o-0");

  private AllPairs() {}

  /** A payment of this version, every field of which differs from its default. */
  static GenericRecord payment(Schema version) {
    GenericRecord payment = new GenericData.Record(version);
    for (Schema.Field field : version.getFields()) {
      Object value = Objects.requireNonNull(PAYMENT.get(field.name()), field.name());
      payment.put(
          field.name(),
          field.schema().getType() == Schema.Type.ENUM
              ? new GenericData.EnumSymbol(field.schema(), value)
              : value);
    }
    return payment;
  }

  static byte[] write(GenericRecord payment) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    try {
      new GenericDatumWriter<GenericRecord>(payment.getSchema()).write(payment, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toByteArray();
  }

  static GenericRecord read(byte[] avro, Schema writer, Schema reader) {
    try {
      return new GenericDatumReader<GenericRecord>(writer, reader)
          .read(null, DecoderFactory.get().binaryDecoder(avro, null));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The table of all pairs in Markdown, a line each. */
  static List<String> table(List<SchemaVersion> versions) {
    List<String> lines = new ArrayList<>();
    StringBuilder head = new StringBuilder("| written with |");
    versions.forEach(reader -> head.append(" read with ").append(reader.name()).append(" |"));
    lines.add(head.toString());
    lines.add("| --- |" + " --- |".repeat(versions.size()));
    for (SchemaVersion writer : versions) {
      StringBuilder line = new StringBuilder("| " + writer.name() + " |");
      versions.forEach(reader -> line.append(' ').append(cell(writer, reader)).append(" |"));
      lines.add(line.toString());
    }
    return lines;
  }

  private static String cell(SchemaVersion writer, SchemaVersion reader) {
    GenericRecord written = payment(writer.schema());
    GenericRecord read = read(write(written), writer.schema(), reader.schema());
    List<String> notes = new ArrayList<>();
    for (Schema.Field field : reader.schema().getFields()) {
      String value = String.valueOf(read.get(field.name()));
      if (writer.schema().getField(field.name()) == null) {
        notes.add(field.name() + " = " + value);
      } else if (!value.equals(String.valueOf(written.get(field.name())))) {
        notes.add(field.name() + " is damaged");
      }
    }
    List<String> skipped =
        writer.schema().getFields().stream()
            .map(Schema.Field::name)
            .filter(name -> reader.schema().getField(name) == null)
            .toList();
    if (!skipped.isEmpty()) {
      notes.add("without " + String.join(", ", skipped));
    }
    return notes.isEmpty() ? "all" : String.join(", ", notes);
  }
}
