package io.salesledger.windowing.audit;

import io.salesledger.windowing.core.PaymentBatch;
import io.salesledger.windowing.core.PaymentRules;
import io.salesledger.windowing.core.QuarantineEntry;
import io.salesledger.windowing.core.QuarantineReason;
import io.salesledger.windowing.log.PaymentDecoder;
import io.salesledger.windowing.log.PolledBatch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** What the audit and the topology make of the same records, one line a record. */
final class TwoJudges {
  static final long NOW_MILLIS = 1_761_106_900_000L;

  private TwoJudges() {}

  static List<String> audit(JudgeRules rules, List<ConsumerRecord<byte[], byte[]>> records) {
    Lines lines = new Lines();
    PaymentJudge judge = new PaymentJudge(rules, lines.book, lines);
    records.forEach(judge::judge);
    return lines.lines;
  }

  static List<String> topology(JudgeRules rules, List<ConsumerRecord<byte[], byte[]>> records) {
    return lines(batch(rules, records));
  }

  static PaymentBatch batch(JudgeRules rules, List<ConsumerRecord<byte[], byte[]>> records) {
    return new PaymentDecoder(new PaymentRules(rules.currency()), rules.contract(), rules.schemas())
        .decode(new PolledBatch(0, 0, records.size(), records));
  }

  static ConsumerRecord<byte[], byte[]> record(long offset, String key, byte[] value) {
    return record(offset, key, value, NOW_MILLIS);
  }

  static ConsumerRecord<byte[], byte[]> record(
      long offset, String key, byte[] value, long appendMillis) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    return new ConsumerRecord<>(
        "log",
        0,
        offset,
        appendMillis,
        TimestampType.LOG_APPEND_TIME,
        bytes.length,
        value.length,
        bytes,
        value,
        new RecordHeaders(),
        Optional.empty());
  }

  static boolean isRefusal(String line) {
    return line.contains("Optional");
  }

  /** Writes down what it is told. */
  private static final class Lines implements RecordSink {
    private final QuarantineBook book = new QuarantineBook();
    private final List<String> lines = new ArrayList<>();

    @Override
    public void payment(
        int partition,
        long offset,
        String product,
        long eventMillis,
        long amount,
        long units,
        boolean late,
        boolean misrouted) {
      lines.add(line(offset, product, eventMillis, amount, units, late, misrouted));
    }

    @Override
    public void refused(
        int partition,
        long offset,
        int schemaId,
        QuarantineReason reason,
        @Nullable String detail) {
      book.add(offset);
      lines.add(line(offset, schemaId, reason, Optional.ofNullable(detail)));
    }
  }

  static String refusal(QuarantineEntry entry) {
    boolean words =
        entry.reason() == QuarantineReason.UNDECODABLE
            && entry.schemaId() != QuarantineEntry.NO_SCHEMA;
    return line(
        entry.offset(),
        entry.schemaId(),
        entry.reason(),
        words ? Optional.empty() : Optional.of(entry.detail()));
  }

  private static String line(Object... parts) {
    return Arrays.toString(parts);
  }

  private static List<String> lines(PaymentBatch batch) {
    List<String> lines = new ArrayList<>();
    PaymentBatch.Columns columns = batch.columns();
    int refused = 0;
    for (int row = 0; row <= columns.size(); row++) {
      long offset = row < columns.size() ? columns.offsets()[row] : Long.MAX_VALUE;
      while (refused < batch.quarantine().size()
          && batch.quarantine().get(refused).offset() < offset) {
        QuarantineEntry entry = batch.quarantine().get(refused++);
        lines.add(refusal(entry));
      }
      if (row < columns.size()) {
        lines.add(
            line(
                offset,
                columns.products()[columns.productIndex()[row]],
                columns.eventMillis()[row],
                columns.amounts()[row],
                (long) columns.units()[row],
                (columns.marks()[row] & PaymentBatch.LATE) != 0,
                (columns.marks()[row] & PaymentBatch.MISROUTED) != 0));
      }
    }
    return lines;
  }
}
