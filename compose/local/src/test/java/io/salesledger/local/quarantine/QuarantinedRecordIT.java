package io.salesledger.local.quarantine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.salesledger.PaymentInfo;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.parts.RedisServer;
import io.salesledger.schemas.PaymentSchemas;
import io.salesledger.schemas.WireFormat;
import io.salesledger.windowing.core.PaymentRules;
import io.salesledger.windowing.log.WriterSchemas;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** What is shown of a record that the views in a real Redis have in quarantine. */
final class QuarantinedRecordIT {
  private static final int SCHEMA_ID = 7;
  private static final Instant AT = Instant.parse("2025-10-22T04:21:43.296Z");

  private final JsonMapper json = JsonMapper.builder().build();
  private final Path folder;

  QuarantinedRecordIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void recordWhoseSchemaWasRegisteredLaterIsShownWhole() throws IOException {
    try (RedisServer server = RedisServer.start(folder)) {
      LedgerSettings.Redis redis = new LedgerSettings.Redis(server.uri(), "sales", 5000);
      try (Jedis jedis = new Jedis("127.0.0.1", server.port(), 30_000)) {
        jedis.setbit(redis.keys().quarantineOffsets(3, 17), 17, true);
      }
      QuarantinedRecord unknown = shown(redis, id -> new WriterSchemas.Answer.Missing());
      QuarantinedRecord known =
          shown(redis, id -> new WriterSchemas.Answer.Known(PaymentSchemas.newest()));

      assertThat(unknown.lines().get(0)).startsWith("3:17 unknown-schema: ");
      assertThat(known.lines())
          .startsWith(
              "3:17 would-count-now: though the views have it in quarantine; see: ledger verify,"
                  + " ledger rebuild",
              "state     open")
          .contains("key       CUP", "schema    id 7")
          .anyMatch(line -> line.startsWith("00000000  00 00 00 00 07 "))
          .last()
          .asString()
          .contains("\"productPrice\":\"125.00\"");
      ObjectNode fields = json.createObjectNode();
      known.put(fields);
      assertThat(fields.get("schemaId").asInt()).isEqualTo(SCHEMA_ID);
      assertThat(fields.at("/payment/productId").asText()).isEqualTo("CUP");
    }
  }

  private QuarantinedRecord shown(LedgerSettings.Redis redis, WriterSchemas schemas)
      throws IOException {
    try (QuarantineViews views = new QuarantineViews(redis)) {
      return QuarantinedRecord.of(
          record(), new PaymentRules("CNY"), schemas, views, json::createObjectNode);
    }
  }

  private static ConsumerRecord<byte @Nullable [], byte @Nullable []> record() throws IOException {
    return new ConsumerRecord<>(
        "sales_events",
        3,
        17,
        AT.toEpochMilli(),
        TimestampType.LOG_APPEND_TIME,
        3,
        0,
        "CUP".getBytes(UTF_8),
        value(),
        new RecordHeaders(),
        Optional.empty());
  }

  private static byte[] value() throws IOException {
    PaymentInfo payment =
        PaymentInfo.newBuilder()
            .setOrderId("A1")
            .setProductId("CUP")
            .setProductPrice(new BigDecimal("125.00"))
            .setTimestamp(AT)
            .build();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    new SpecificDatumWriter<>(PaymentInfo.class).write(payment, encoder);
    encoder.flush();
    return WireFormat.frame(SCHEMA_ID, bytes.toByteArray());
  }
}
