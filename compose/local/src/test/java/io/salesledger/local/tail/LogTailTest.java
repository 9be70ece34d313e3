package io.salesledger.local.tail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.local.stack.Addresses;
import io.salesledger.schemas.WireFormat;
import io.salesledger.windowing.log.SchemaUnavailableException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {
  private static final TopicPartition PARTITION = new TopicPartition("sales_events", 0);
  private static final byte[] OF_AN_UNAVAILABLE_SCHEMA = WireFormat.frame(88, new byte[1]);

  private final LedgerSettings.Kafka settings;

  LogTailTest(@TempDir Path folder) {
    settings = Addresses.load(Map.of(), Map.of(), folder, Map.of()).kafka();
  }

  @Test
  void whatCameBeforeARecordOfAnUnavailableSchemaIsPrinted() {
    StringWriter out = new StringWriter();
    MockConsumer<byte @Nullable [], byte @Nullable []> log =
        log("hello".getBytes(UTF_8), OF_AN_UNAVAILABLE_SCHEMA);
    LogTail tail =
        new LogTail(
            settings,
            log,
            id -> {
              throw new SchemaUnavailableException("no schema " + id, new IOException());
            },
            new PrintWriter(new BufferedWriter(out)));

    assertThatThrownBy(() -> tail.run(new TailStart(true, Optional.empty(), Optional.empty())))
        .isInstanceOf(LedgerFailure.class)
        .hasMessage("no schema 88; is the schema registry up?");
    assertThat(out.toString().lines())
        .singleElement()
        .asString()
        .startsWith("{\"partition\":0,\"offset\":0,")
        .endsWith("}");
  }

  private static MockConsumer<byte @Nullable [], byte @Nullable []> log(byte[]... values) {
    MockConsumer<byte @Nullable [], byte @Nullable []> log = new MockConsumer<>("none");
    Node node = new Node(0, "127.0.0.1", 9092);
    Node[] nodes = {node};
    log.updatePartitions(
        PARTITION.topic(),
        List.of(new PartitionInfo(PARTITION.topic(), PARTITION.partition(), node, nodes, nodes)));
    log.updateBeginningOffsets(Map.of(PARTITION, 0L));
    log.updateEndOffsets(Map.of(PARTITION, (long) values.length));
    log.schedulePollTask(
        () -> {
          for (int offset = 0; offset < values.length; offset++) {
            log.addRecord(
                new ConsumerRecord<>(
                    PARTITION.topic(), PARTITION.partition(), offset, null, values[offset]));
          }
        });
    return log;
  }
}
