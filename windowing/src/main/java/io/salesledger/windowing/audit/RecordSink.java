package io.salesledger.windowing.audit;

import io.salesledger.windowing.core.QuarantineReason;
import org.jspecify.annotations.Nullable;

/** Takes what each record of one partition is, in offset order. Called by one thread at a time. */
interface RecordSink {
  /**
   * A payment that counts.
   *
   * @param eventMillis when it happened, UTC epoch milliseconds
   * @param amount minor units, a refund's negative
   * @param units a refund's negative
   * @param late its minute had ended when the log took it
   * @param misrouted the record's key is not the productId
   */
  void payment(
      int partition,
      long offset,
      String product,
      long eventMillis,
      long amount,
      long units,
      boolean late,
      boolean misrouted);

  /**
   * A record that does not.
   *
   * @param schemaId -1: it names none
   * @param detail null where it is the words of a decoder, which bind nobody
   */
  void refused(
      int partition, long offset, int schemaId, QuarantineReason reason, @Nullable String detail);
}
