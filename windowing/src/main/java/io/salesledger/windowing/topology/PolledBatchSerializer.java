package io.salesledger.windowing.topology;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.salesledger.contract.LogPlace;
import io.salesledger.windowing.log.PolledBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * A polled batch between two workers: offsets, append times, keys and values of its records, and of
 * their headers those by which payments are requeued.
 */
public final class PolledBatchSerializer extends Serializer<PolledBatch> {
  private static final int ABSENT = -1;

  @Override
  public void write(Kryo kryo, Output output, PolledBatch batch) {
    output.writeInt(batch.partition());
    output.writeLong(batch.from());
    output.writeLong(batch.next());
    output.writeInt(batch.logEpoch().orElse(ABSENT));
    output.writeInt(batch.records().size());
    for (ConsumerRecord<byte[], byte[]> record : batch.records()) {
      output.writeLong(record.offset());
      output.writeLong(record.timestamp());
      writeBytes(output, record.key());
      writeBytes(output, record.value());
      writeHeaders(output, record.headers());
    }
  }

  @Override
  public PolledBatch read(Kryo kryo, Input input, Class<? extends PolledBatch> type) {
    int partition = input.readInt();
    long from = input.readLong();
    long next = input.readLong();
    int logEpoch = input.readInt();
    int size = input.readInt();
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      records.add(readRecord(input, partition));
    }
    return new PolledBatch(
        partition,
        from,
        next,
        records,
        logEpoch == ABSENT ? OptionalInt.empty() : OptionalInt.of(logEpoch));
  }

  @SuppressWarnings("NullAway") // Kafka's keys and values may be null
  private static ConsumerRecord<byte[], byte[]> readRecord(Input input, int partition) {
    long offset = input.readLong();
    long timestamp = input.readLong();
    byte[] key = readBytes(input);
    byte[] value = readBytes(input);
    return new ConsumerRecord<>(
        "",
        partition,
        offset,
        timestamp,
        TimestampType.LOG_APPEND_TIME,
        ConsumerRecord.NULL_SIZE,
        ConsumerRecord.NULL_SIZE,
        key,
        value,
        readHeaders(input),
        Optional.empty());
  }

  private static void writeHeaders(Output output, Headers headers) {
    List<byte @Nullable []> values = new ArrayList<>(0);
    if (headers.lastHeader(LogPlace.REQUEUE_HEADER) != null) {
      headers.headers(LogPlace.REQUEUE_HEADER).forEach(header -> values.add(header.value()));
    }
    output.writeInt(values.size(), true);
    values.forEach(value -> writeBytes(output, value));
  }

  @SuppressWarnings("NullAway") // a header's value may be null
  private static RecordHeaders readHeaders(Input input) {
    RecordHeaders headers = new RecordHeaders();
    int count = input.readInt(true);
    for (int i = 0; i < count; i++) {
      headers.add(LogPlace.REQUEUE_HEADER, readBytes(input));
    }
    return headers;
  }

  private static void writeBytes(Output output, byte @Nullable [] bytes) {
    output.writeInt(bytes == null ? ABSENT : bytes.length);
    if (bytes != null) {
      output.writeBytes(bytes);
    }
  }

  private static byte @Nullable [] readBytes(Input input) {
    int length = input.readInt();
    return length == ABSENT ? null : input.readBytes(length);
  }
}
