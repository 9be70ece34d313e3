package io.salesledger.windowing.audit;

import java.util.List;
import java.util.Map;

/**
 * What an audit found. Immutable.
 *
 * @param asOf the offsets up to which the log was folded: partition, colon, low-water mark, joined
 *     by dashes; ranges above a mark follow a plus
 * @param offsets how many offsets of the log that is
 * @param refoldMillis how long it took to fold them
 * @param compared how many figures of each kind were compared
 * @param differing how many figures are not what the log says
 * @param differences those that are named, and in words how many more there are
 * @param notCompared why the rest could not be compared; empty: all of it was
 * @param stopped why the ledger stopped, in its own words; empty: it has not. What it had counted
 *     by then is compared all the same
 */
public record AuditReport(
    String asOf,
    long offsets,
    long refoldMillis,
    Map<String, Long> compared,
    long differing,
    List<Difference> differences,
    String notCompared,
    String stopped) {

  /** Whether every stored figure is what the log says. */
  public boolean isEqual() {
    return differences.isEmpty() && notCompared.isEmpty();
  }

  /** How many figures were compared. */
  public long figures() {
    return compared.values().stream().mapToLong(Long::longValue).sum();
  }
}
