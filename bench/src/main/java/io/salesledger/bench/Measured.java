package io.salesledger.bench;

import io.salesledger.bench.contender.Sums;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one run of a contender came to.
 *
 * @param records folded
 * @param seconds from the first bytes that the broker handed out to the last figure durable
 * @param redisBytes that its Redis has in use then; 0 without one
 * @param uses of each of its processes, by name, from its start to its end
 * @param settings that the report tells, by name
 * @param sums that it came to
 */
record Measured(
    long records,
    double seconds,
    long redisBytes,
    Map<String, ProcessUse> uses,
    Map<String, String> settings,
    Sums sums) {
  Measured {
    uses = new LinkedHashMap<>(uses);
    settings = new TreeMap<>(settings);
  }

  double recordsPerSecond() {
    return records / seconds;
  }

  /** Of all its processes. */
  ProcessUse use() {
    return uses.values().stream().reduce(ProcessUse.NONE, ProcessUse::plus);
  }
}
