package io.salesledger.bench;

/** What can be turned, one at a time, to see what it costs. */
enum Knob {
  /** Payments on the log. */
  RECORDS("records"),
  /** How many products they are of, each as often as any other. */
  PRODUCTS("products"),
  /** Of the topic. */
  PARTITIONS("partitions"),
  /** Minutes of event time over which the payments spread evenly. */
  MINUTES("minutes"),
  /** Of a hundred payments, how many happened up to an hour before their turn. */
  LATE_PERCENT("latePercent"),
  /** {@code ledger.window.length}. */
  WINDOW_MILLIS("windowMillis"),
  /** {@code ledger.window.slide}. */
  SLIDE_MILLIS("slideMillis"),
  /** The worker's greatest heap; 0: as {@code ledger up} runs it. */
  HEAP_MEGABYTES("heapMegabytes");

  private final String label;

  Knob(String label) {
    this.label = label;
  }

  /** As the report for machines has it. */
  String label() {
    return label;
  }
}
