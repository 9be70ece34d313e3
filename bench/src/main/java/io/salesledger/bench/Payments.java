package io.salesledger.bench;

import io.salesledger.bench.contender.Sums;
import java.util.List;

/**
 * The payments of a workload as they are on a topic.
 *
 * @param topic where
 * @param ends by partition, the first offset after the last payment
 * @param bytes of keys and values, before compression
 * @param expected what whoever folds them must come to
 */
record Payments(String topic, List<Long> ends, long bytes, Sums expected) {
  Payments {
    ends = List.copyOf(ends);
  }

  long records() {
    return expected.payments();
  }
}
