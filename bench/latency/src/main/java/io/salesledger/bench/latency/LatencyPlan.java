package io.salesledger.bench.latency;

import java.nio.file.Path;
import java.util.List;

/**
 * What to measure. Immutable.
 *
 * @param home an empty folder, for all of its data
 * @param rates payments a second, one after the other
 * @param seconds how long each is measured
 * @param warmUpSeconds how long each runs before that
 * @param products how many
 */
record LatencyPlan(Path home, List<Integer> rates, int seconds, int warmUpSeconds, int products) {
  LatencyPlan {
    rates = List.copyOf(rates);
  }
}
