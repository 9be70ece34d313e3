package io.salesledger.local.tail;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.salesledger.schemas.WireFormat;
import io.salesledger.windowing.log.WriterSchemas;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * One line of JSON for each record of the log. A payment's line holds its fields by their names in
 * the schema, its price as a decimal text; the line of what is no payment says why, as {@code
 * error}. Not thread-safe.
 */
final class RecordLines {
  private final JsonMapper json = JsonMapper.builder().build();
  private final RecordedPayments payments;

  /** Lines of records whose schemas are found here. */
  RecordLines(WriterSchemas schemas) {
    this.payments = new RecordedPayments(schemas);
  }

  /**
   * The line of one record, without its end.
   *
   * @throws io.salesledger.windowing.log.SchemaUnavailableException if the registry is away
   */
  String line(ConsumerRecord<byte @Nullable [], byte @Nullable []> written) {
    byte[] value = written.value();
    ObjectNode line =
        json.createObjectNode()
            .put("partition", written.partition())
            .put("offset", written.offset());
    if (value != null && WireFormat.isFramed(value)) {
      putSchema(line, WireFormat.schemaId(value));
    }
    line.put("appendTime", Instant.ofEpochMilli(written.timestamp()).toString());
    byte[] key = written.key();
    line.put("key", key == null ? null : new String(key, StandardCharsets.UTF_8));
    try {
      PaymentFields.put(line, payments.read(value));
    } catch (RecordedPayments.UnreadableException e) {
      line.put("error", e.getMessage());
    }
    return line.toString();
  }

  private void putSchema(ObjectNode line, int schemaId) {
    int version = payments.version(schemaId);
    if (version > 0) {
      line.put("schemaVersion", version);
    } else {
      line.put("schemaId", schemaId);
    }
  }
}
