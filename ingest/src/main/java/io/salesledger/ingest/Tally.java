package io.salesledger.ingest;

import java.util.EnumMap;
import java.util.Map;

/**
 * What became of rows. Immutable.
 *
 * @param read rows read, each appended or rejected
 * @param appended payments on the log
 * @param rejected rows that are no payments, by reason; reasons that did not occur are left out
 */
record Tally(long read, long appended, Map<RejectReason, Long> rejected) {
  static final Tally NONE = new Tally(0, 0, Map.of());

  Tally {
    EnumMap<RejectReason, Long> copy = new EnumMap<>(RejectReason.class);
    rejected.forEach(
        (reason, count) -> {
          if (count != 0) {
            copy.put(reason, count);
          }
        });
    rejected = copy;
  }

  long rejectedTotal() {
    return rejected.values().stream().mapToLong(Long::longValue).sum();
  }

  Tally plus(Tally other) {
    return combined(other, 1);
  }

  Tally minus(Tally other) {
    return combined(other, -1);
  }

  private Tally combined(Tally other, int sign) {
    EnumMap<RejectReason, Long> sum = new EnumMap<>(RejectReason.class);
    sum.putAll(rejected);
    other.rejected.forEach((reason, count) -> sum.merge(reason, sign * count, Long::sum));
    return new Tally(read + sign * other.read, appended + sign * other.appended, sum);
  }
}
