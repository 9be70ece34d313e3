package io.salesledger.windowing.core;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.LongStream;

/** Writes a batch down as a test reads it. */
final class BatchBuilder {
  /** 2025-10-22T04:23:00Z, the start of a minute. */
  static final long MINUTE = 1_761_106_980_000L;

  private final long from;
  private final long next;
  private final List<Payment> payments = new ArrayList<>();
  private final List<QuarantineEntry> quarantine = new ArrayList<>();
  private final List<Requeue> requeues = new ArrayList<>();

  /** One row of the columns. */
  record Payment(
      long offset, String product, long eventMillis, long amount, int units, byte marks) {}

  private BatchBuilder(long from, long next) {
    this.from = from;
    this.next = next;
  }

  static BatchBuilder batch(long from, long next) {
    return new BatchBuilder(from, next);
  }

  /** A batch of gaps alone. */
  static PaymentBatch empty(long from, long next) {
    return batch(from, next).build();
  }

  /** So many sales of so many products by turns, from this offset on; the last offset is a gap. */
  static PaymentBatch sales(long from, int payments, int products) {
    BatchBuilder builder = batch(from, from + payments + 1);
    LongStream.range(0, payments)
        .forEach(i -> builder.sale(from + i, "product" + i % products, MINUTE, 100 + i));
    return builder.build();
  }

  BatchBuilder sale(long offset, String product, long eventMillis, long amount) {
    return add(new Payment(offset, product, eventMillis, amount, 1, (byte) 0));
  }

  BatchBuilder refund(long offset, String product, long eventMillis, long amount) {
    return add(new Payment(offset, product, eventMillis, -amount, -1, (byte) 0));
  }

  BatchBuilder marked(long offset, String product, long eventMillis, long amount, int marks) {
    return add(new Payment(offset, product, eventMillis, amount, 1, (byte) marks));
  }

  /** A sale that was appended in place of a quarantined offset. */
  BatchBuilder requeued(long offset, long of, String product, long eventMillis, long amount) {
    requeues.add(new Requeue(offset, of, 9));
    return marked(offset, product, eventMillis, amount, PaymentBatch.REQUEUE);
  }

  BatchBuilder add(Payment payment) {
    payments.add(payment);
    return this;
  }

  BatchBuilder refused(long offset) {
    return refused(new QuarantineEntry(offset, 7, QuarantineReason.BAD_QUANTITY, "quantity 0"));
  }

  BatchBuilder refused(QuarantineEntry entry) {
    quarantine.add(entry);
    return this;
  }

  PaymentBatch build() {
    return build(OptionalInt.empty());
  }

  /** One that the leader of this epoch wrote the end of. */
  PaymentBatch build(int logEpoch) {
    return build(OptionalInt.of(logEpoch));
  }

  private PaymentBatch build(OptionalInt logEpoch) {
    int size = payments.size();
    long[] offsets = new long[size];
    long[] eventMillis = new long[size];
    int[] productIndex = new int[size];
    long[] amounts = new long[size];
    int[] units = new int[size];
    byte[] marks = new byte[size];
    Set<String> distinct = new LinkedHashSet<>();
    payments.forEach(payment -> distinct.add(payment.product()));
    List<String> products = List.copyOf(distinct);
    for (int i = 0; i < size; i++) {
      Payment payment = payments.get(i);
      offsets[i] = payment.offset();
      eventMillis[i] = payment.eventMillis();
      productIndex[i] = products.indexOf(payment.product());
      amounts[i] = payment.amount();
      units[i] = payment.units();
      marks[i] = payment.marks();
    }
    return new PaymentBatch(
        3,
        from,
        next,
        new PaymentBatch.Columns(
            size,
            offsets,
            eventMillis,
            products.toArray(new String[0]),
            productIndex,
            amounts,
            units,
            marks),
        quarantine,
        requeues,
        logEpoch,
        nobody -> {});
  }
}
