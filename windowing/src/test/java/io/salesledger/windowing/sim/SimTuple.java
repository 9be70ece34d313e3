package io.salesledger.windowing.sim;

import io.salesledger.windowing.core.PaymentBatch;
import java.util.Optional;

/**
 * A tuple on its way.
 *
 * @param root by which the spout knows it
 * @param spout who emitted it
 * @param batch empty for a tick
 */
record SimTuple(long root, Optional<SimSpout> spout, Optional<PaymentBatch> batch) {
  static SimTuple tick() {
    return new SimTuple(0, Optional.empty(), Optional.empty());
  }

  @Override
  public String toString() {
    return batch.map(b -> "#" + root + " " + b).orElse("tick");
  }
}
