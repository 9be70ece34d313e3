package io.salesledger.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The runs of one workload. Not thread-safe. */
final class Tally {
  private final Workload workload;
  private final Map<ContenderName, List<Measured>> runs = new EnumMap<>(ContenderName.class);
  private long payloadBytes;

  Tally(Workload workload) {
    this.workload = workload;
  }

  Workload workload() {
    return workload;
  }

  void add(ContenderName contender, Measured measured) {
    runs.computeIfAbsent(contender, name -> new ArrayList<>()).add(measured);
  }

  void payloadBytes(long bytes) {
    payloadBytes = bytes;
  }

  long payloadBytes() {
    return payloadBytes;
  }

  /** By contender, in the order of {@link ContenderName}. */
  Map<ContenderName, List<Measured>> runs() {
    return runs;
  }
}
