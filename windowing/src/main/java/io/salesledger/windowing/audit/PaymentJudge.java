package io.salesledger.windowing.audit;

import io.salesledger.contract.LogPlace;
import io.salesledger.schemas.WireFormat;
import io.salesledger.windowing.core.PaymentRules;
import io.salesledger.windowing.core.QuarantineEntry;
import io.salesledger.windowing.core.QuarantineReason;
import io.salesledger.windowing.log.WriterSchemas;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.util.Utf8;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Says of each record whether it is a payment that counts, and if not why: DESIGN's rules written
 * down a second time, on Avro's generic records and whole numbers of any size, so that a mistake in
 * the topology's code is not made here too. Not thread-safe.
 */
final class PaymentJudge {
  private static final int MAX_NAMES = 1_000_000;
  private static final long MINUTE = PaymentRules.MINUTE_MILLIS;
  private static final Pattern PLACE =
      Pattern.compile("(?<partition>[0-9]{1,9}):(?<offset>[0-9]{1,18})");
  private static final BigInteger MAX_AMOUNT = BigInteger.valueOf(PaymentRules.MAX_AMOUNT_MINOR);

  private final JudgeRules rules;
  private final QuarantineBook book;
  private final RecordSink sink;
  private final Map<Integer, GenericPayments> readers = new HashMap<>();
  private final Map<Utf8, String> names = new HashMap<>();

  /**
   * One of a partition.
   *
   * @param book of that partition; is told what settles a quarantined offset
   * @param sink is told of every record; puts into the book what it takes for quarantined
   */
  PaymentJudge(JudgeRules rules, QuarantineBook book, RecordSink sink) {
    this.rules = rules;
    this.book = book;
    this.sink = sink;
  }

  void judge(ConsumerRecord<byte[], byte[]> record) {
    byte[] value = record.value();
    if (value == null) {
      refuse(record, QuarantineEntry.NO_SCHEMA, QuarantineReason.NULL_VALUE, "");
      return;
    }
    if (!WireFormat.isFramed(value)) {
      refuse(
          record,
          QuarantineEntry.NO_SCHEMA,
          QuarantineReason.UNDECODABLE,
          value.length + " bytes that do not begin with 0x0 and a schema id");
      return;
    }
    int schemaId = WireFormat.schemaId(value);
    GenericPayments reader = reader(schemaId);
    if (reader == null) {
      refuse(record, schemaId, QuarantineReason.UNKNOWN_SCHEMA, "the registry has no such schema");
    } else if (!reader.refusal().isEmpty()) {
      refuse(record, schemaId, QuarantineReason.INCOMPATIBLE_SCHEMA, reader.refusal());
    } else if (!isRead(reader, value)) {
      refuse(record, schemaId, QuarantineReason.UNDECODABLE, null);
    } else {
      judge(record, schemaId, reader);
    }
  }

  private @Nullable GenericPayments reader(int schemaId) {
    GenericPayments known = readers.get(schemaId);
    if (known == null
        && rules.schemas().find(schemaId) instanceof WriterSchemas.Answer.Known found) {
      known = GenericPayments.of(rules.contract(), schemaId, found.schema());
      readers.put(schemaId, known);
    }
    return known;
  }

  private static boolean isRead(GenericPayments reader, byte[] value) {
    try {
      reader.read(value, WireFormat.HEADER_BYTES);
      return true;
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  private void judge(ConsumerRecord<byte[], byte[]> record, int schemaId, GenericPayments payment) {
    BigInteger amount = payment.price().multiply(BigInteger.valueOf(payment.quantity()));
    Refusal refusal = refusal(payment, amount, record.timestamp());
    Utf8 productId = payment.productId();
    String product = refusal == null ? name(productId) : null;
    if (product == null) {
      Refusal why = refusal == null ? badProductId(productId) : refusal;
      refuse(record, schemaId, why.reason(), why.detail());
      return;
    }
    Refusal requeue = requeueRefusal(record);
    if (requeue != null) {
      refuse(record, schemaId, requeue.reason(), requeue.detail());
      return;
    }
    long eventMillis = payment.eventMillis();
    int sign = rules.contract().kind(payment.kind()) == PaymentRules.Kind.REFUND ? -1 : 1;
    sink.payment(
        record.partition(),
        record.offset(),
        product,
        eventMillis,
        sign * amount.longValueExact(),
        sign * (long) payment.quantity(),
        Math.floorDiv(eventMillis, MINUTE) < Math.floorDiv(record.timestamp(), MINUTE),
        !isText(productId, record.key()));
  }

  private record Refusal(QuarantineReason reason, String detail) {}

  /** The first rule that it breaks, in the order in which they are told. */
  private @Nullable Refusal refusal(GenericPayments payment, BigInteger amount, long appendMillis) {
    BigInteger price = payment.price();
    int quantity = payment.quantity();
    int idBytes = payment.productId().getByteLength();
    long eventMillis = payment.eventMillis();
    Utf8 foreign = payment.currency();
    if (rules.contract().kind(payment.kind()) == PaymentRules.Kind.UNKNOWN) {
      return new Refusal(QuarantineReason.UNKNOWN_KIND, "");
    }
    if (foreign != null && !isText(foreign, rules.currency())) {
      return new Refusal(QuarantineReason.FOREIGN_CURRENCY, "currency " + foreign);
    }
    if (price.signum() < 0) {
      String found = isLong(price) ? price.toString() : Long.toString(Long.MIN_VALUE);
      return new Refusal(QuarantineReason.NEGATIVE_PRICE, "price " + found + " minor units");
    }
    if (quantity < 1) {
      return new Refusal(QuarantineReason.BAD_QUANTITY, "quantity " + quantity);
    }
    if (idBytes < 1 || idBytes > PaymentRules.MAX_PRODUCT_ID_BYTES) {
      return badProductId(payment.productId());
    }
    if (amount.compareTo(MAX_AMOUNT) > 0) {
      String found = isLong(price) ? price + " minor units" : "beyond 2^63";
      return new Refusal(
          QuarantineReason.AMOUNT_TOO_LARGE, "price " + found + ", quantity " + quantity);
    }
    if (eventMillis < PaymentRules.OLDEST_EVENT_MILLIS
        || eventMillis > PaymentRules.NEWEST_EVENT_MILLIS
        || eventMillis > appendMillis + PaymentRules.MAX_AHEAD_MILLIS) {
      return new Refusal(QuarantineReason.BAD_TIMESTAMP, "timestamp " + eventMillis);
    }
    return null;
  }

  /** Why a payment that was appended in place of a quarantined one does not count. */
  private @Nullable Refusal requeueRefusal(ConsumerRecord<byte[], byte[]> record) {
    if (record.headers().lastHeader(LogPlace.REQUEUE_HEADER) == null) {
      return null;
    }
    List<byte @Nullable []> values = new ArrayList<>();
    record.headers().headers(LogPlace.REQUEUE_HEADER).forEach(h -> values.add(h.value()));
    byte[] value = values.get(0);
    if (values.size() > 1) {
      return badRequeue("more than one header " + LogPlace.REQUEUE_HEADER);
    }
    if (value == null) {
      return badRequeue("header without a value");
    }
    if (value.length > 40) {
      return badRequeue("header of " + value.length + " bytes");
    }
    String text = new String(value, StandardCharsets.US_ASCII);
    Matcher place = PLACE.matcher(text);
    if (!place.matches()) {
      return badRequeue("header is no partition:offset");
    }
    int partition = Integer.parseInt(place.group("partition"));
    long offset = Long.parseLong(place.group("offset"));
    if (!text.equals(partition + ":" + offset)) {
      return badRequeue("header is no partition:offset");
    }
    if (partition != record.partition()) {
      return badRequeue("header names another partition: " + text);
    }
    if (offset >= record.offset()) {
      return badRequeue("header names no offset before it: " + text);
    }
    Long counts = book.requeue(record.offset(), offset);
    if (counts == null) {
      return new Refusal(QuarantineReason.NOT_QUARANTINED, "offset " + offset);
    }
    return counts == record.offset()
        ? null
        : new Refusal(
            QuarantineReason.ALREADY_REQUEUED, "offset " + offset + ", by offset " + counts);
  }

  private static Refusal badRequeue(String detail) {
    return new Refusal(QuarantineReason.BAD_REQUEUE, detail);
  }

  private static Refusal badProductId(Utf8 productId) {
    return new Refusal(
        QuarantineReason.BAD_PRODUCT_ID, "productId of " + productId.getByteLength() + " bytes");
  }

  private void refuse(
      ConsumerRecord<byte[], byte[]> record,
      int schemaId,
      QuarantineReason reason,
      @Nullable String detail) {
    sink.refused(record.partition(), record.offset(), schemaId, reason, detail);
  }

  private static boolean isLong(BigInteger number) {
    return number.bitLength() < Long.SIZE;
  }

  private static boolean isText(Utf8 text, String other) {
    return isText(text, other.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean isText(Utf8 text, byte @Nullable [] other) {
    return other != null
        && Arrays.equals(text.getBytes(), 0, text.getByteLength(), other, 0, other.length);
  }

  /** The productId as text, or null where its bytes are not UTF-8. */
  private @Nullable String name(Utf8 productId) {
    String known = names.get(productId);
    if (known != null) {
      return known;
    }
    String name;
    try {
      name =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(productId.getBytes(), 0, productId.getByteLength()))
              .toString();
    } catch (CharacterCodingException e) {
      return null;
    }
    if (names.size() >= MAX_NAMES) {
      names.clear();
    }
    names.put(new Utf8(productId), name);
    return name;
  }
}
