package io.salesledger.local.quarantine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LogPlace;
import io.salesledger.contract.PlainLine;
import io.salesledger.local.tail.PaymentFields;
import io.salesledger.local.tail.RecordedPayments;
import io.salesledger.schemas.WireFormat;
import io.salesledger.windowing.core.PaymentBatch;
import io.salesledger.windowing.core.PaymentRules;
import io.salesledger.windowing.core.Requeue;
import io.salesledger.windowing.log.PaymentDecoder;
import io.salesledger.windowing.log.PolledBatch;
import io.salesledger.windowing.log.SchemaUnavailableException;
import io.salesledger.windowing.log.WriterSchemas;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * A quarantined record with all that is on the log of it, and why it could not be applied: judged
 * anew by the ledger's own decoder, so that it is told of those, too, that are not listed any more.
 */
public final class QuarantinedRecord {
  private final LogPlace place;
  private final ConsumerRecord<byte @Nullable [], byte @Nullable []> record;
  private final Standing standing;
  private final Why why;
  private final Optional<ObjectNode> payment;

  /** Why it could not be applied. */
  private record Why(int schemaId, String reason, String detail) {}

  private QuarantinedRecord(
      LogPlace place,
      ConsumerRecord<byte @Nullable [], byte @Nullable []> record,
      Standing standing,
      Why why,
      Optional<ObjectNode> payment) {
    this.place = place;
    this.record = record;
    this.standing = standing;
    this.why = why;
    this.payment = payment;
  }

  /**
   * That of a record which the views have in quarantine.
   *
   * @param rules the ledger's
   * @param views how the views stand with it, and with what it is requeued in place of
   * @param json makes an empty object
   * @throws LedgerFailure if the registry is away
   */
  public static QuarantinedRecord of(
      ConsumerRecord<byte @Nullable [], byte @Nullable []> record,
      PaymentRules rules,
      WriterSchemas schemas,
      QuarantineViews views,
      Supplier<ObjectNode> json) {
    LogPlace place = new LogPlace(record.partition(), record.offset());
    try {
      return new QuarantinedRecord(
          place,
          record,
          views.standing(place),
          why(record, rules, schemas, views),
          payment(record, schemas, json));
    } catch (SchemaUnavailableException e) {
      throw LedgerFailure.failed(e.getMessage() + "; is the schema registry up?", e);
    }
  }

  private static Why why(
      ConsumerRecord<byte @Nullable [], byte @Nullable []> record,
      PaymentRules rules,
      WriterSchemas schemas,
      QuarantineViews views) {
    PaymentBatch judged =
        new PaymentDecoder(rules, schemas)
            .decode(
                new PolledBatch(
                    record.partition(), record.offset(), record.offset() + 1, List.of(record)));
    if (!judged.quarantine().isEmpty()) {
      var entry = judged.quarantine().get(0);
      return new Why(entry.schemaId(), entry.reason().text(), entry.detail());
    }
    if (judged.requeues().isEmpty()) {
      // Its schema was registered later, say: a fold of today would not put it there.
      return new Why(
          schemaId(record.value()),
          "would-count-now",
          "though the views have it in quarantine; see: ledger verify, ledger rebuild");
    }
    Requeue requeue = judged.requeues().get(0);
    return views
        .standing(new LogPlace(record.partition(), requeue.of()))
        .resolvedBy()
        .map(
            by ->
                new Why(
                    requeue.schemaId(),
                    "already-requeued",
                    "offset " + requeue.of() + ", by offset " + by.offset()))
        .orElseGet(() -> new Why(requeue.schemaId(), "not-quarantined", "offset " + requeue.of()));
  }

  private static int schemaId(byte @Nullable [] value) {
    return value != null && WireFormat.isFramed(value) ? WireFormat.schemaId(value) : -1;
  }

  private static Optional<ObjectNode> payment(
      ConsumerRecord<byte @Nullable [], byte @Nullable []> record,
      WriterSchemas schemas,
      Supplier<ObjectNode> json) {
    try {
      ObjectNode fields = json.get();
      PaymentFields.put(fields, new RecordedPayments(schemas).read(record.value()));
      return Optional.of(fields);
    } catch (RecordedPayments.UnreadableException e) {
      return Optional.empty();
    }
  }

  /** How the views stand with it. */
  public Standing standing() {
    return standing;
  }

  /** For people. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(place + " " + why.reason() + (why.detail().isEmpty() ? "" : ": " + why.detail()));
    lines.add(
        "state     "
            + standing.resolvedBy().map(by -> "requeued, " + by + " counts").orElse("open"));
    lines.add("appended  " + Instant.ofEpochMilli(record.timestamp()));
    lines.add("key       " + text(record.key()).orElse("none"));
    lines.add("schema    " + (why.schemaId() < 0 ? "none" : "id " + why.schemaId()));
    for (Header header : record.headers()) {
      lines.add("header    " + header.key() + "=" + text(header.value()).orElse(""));
    }
    byte[] value = record.value();
    lines.add("value     " + (value == null ? "none" : value.length + " bytes"));
    if (value != null) {
      lines.addAll(HexDump.lines(value));
    }
    payment.ifPresent(fields -> lines.add("payment   " + fields));
    return lines;
  }

  /** For machines. */
  public void put(ObjectNode json) {
    json.put("partition", place.partition()).put("offset", place.offset());
    json.put("reason", why.reason()).put("detail", why.detail());
    json.put("resolvedBy", standing.resolvedBy().map(LogPlace::toString).orElse(null));
    json.put("appendTime", Instant.ofEpochMilli(record.timestamp()).toString());
    json.put("key", text(record.key()).orElse(null));
    if (why.schemaId() >= 0) {
      json.put("schemaId", why.schemaId());
    } else {
      json.putNull("schemaId");
    }
    ObjectNode headers = json.putObject("headers");
    for (Header header : record.headers()) {
      headers.put(header.key(), text(header.value()).orElse(null));
    }
    byte[] value = record.value();
    json.put("valueHex", value == null ? null : HexFormat.of().formatHex(value));
    json.set("payment", payment.orElse(null));
  }

  private static Optional<String> text(byte @Nullable [] bytes) {
    return Optional.ofNullable(bytes)
        .map(utf8 -> new String(utf8, StandardCharsets.UTF_8))
        .map(PlainLine::of);
  }
}
