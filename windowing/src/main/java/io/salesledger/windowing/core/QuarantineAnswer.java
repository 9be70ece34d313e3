package io.salesledger.windowing.core;

import java.util.Map;
import java.util.Set;

/** What the views said when they were asked of some offsets of a partition's quarantine. */
public sealed interface QuarantineAnswer {
  /** Nothing is known to be quarantined. */
  Known NONE = new Known(Set.of(), Map.of());

  /**
   * As of the last commit.
   *
   * @param quarantined those of the offsets that are
   * @param resolvedBy those of them that are settled, to the offset that counts in their place
   */
  record Known(Set<Long> quarantined, Map<Long, Long> resolvedBy) implements QuarantineAnswer {}

  /**
   * The views are not at the owner's last commit: it is none any more, or they went back.
   *
   * @param found what they are at
   */
  record Stale(String found) implements QuarantineAnswer {}

  /** The views are damaged. */
  record Broken(String reason) implements QuarantineAnswer {}
}
