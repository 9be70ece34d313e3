package io.salesledger.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The runs of one workload. Not thread-safe. */
final class Tally {
  private final Workload workload;
  private final Payments payments;
  private final Map<ContenderName, List<Measured>> runs = new EnumMap<>(ContenderName.class);

  Tally(Workload workload, Payments payments) {
    this.workload = workload;
    this.payments = payments;
  }

  Workload workload() {
    return workload;
  }

  void add(ContenderName contender, Measured measured) {
    runs.computeIfAbsent(contender, name -> new ArrayList<>()).add(measured);
  }

  /** As the topic has them. */
  int partitions() {
    return payments.ends().size();
  }

  long payloadBytes() {
    return payments.bytes();
  }

  /** By contender, in the order of {@link ContenderName}. */
  Map<ContenderName, List<Measured>> runs() {
    return runs;
  }
}
