package io.salesledger.bench.jmh;

import io.salesledger.windowing.core.PaymentBatch;
import io.salesledger.windowing.log.PaymentDecoder;
import java.util.List;

/**
 * The payments of {@link PolledPayments} as columns.
 *
 * @param batches in offset order
 */
record DecodedPayments(List<PaymentBatch> batches) {

  /** Draws and decodes them. */
  static DecodedPayments draw(int products, int count) {
    PaymentDecoder decoder = DecodeBenchmark.decoder();
    return new DecodedPayments(
        PolledPayments.draw(3, products, count).batches().stream().map(decoder::decode).toList());
  }

  /** A batch that is not released, of the same columns. */
  static PaymentBatch fresh(PaymentBatch batch) {
    return new PaymentBatch(
        batch.partition(), batch.from(), batch.next(), batch.columns(), batch.quarantine());
  }
}
