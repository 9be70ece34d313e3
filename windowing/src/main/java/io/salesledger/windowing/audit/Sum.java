package io.salesledger.windowing.audit;

/** Money and units of something. Not thread-safe. */
final class Sum {
  private long amount;
  private long units;

  /** Of nothing. */
  Sum() {}

  /** Minor units. */
  long amount() {
    return amount;
  }

  /** Units sold less units refunded. */
  long units() {
    return units;
  }

  /** The one or the other. */
  long of(Metric metric) {
    return metric == Metric.AMOUNT ? amount : units;
  }

  void add(long moreAmount, long moreUnits) {
    amount = Math.addExact(amount, moreAmount);
    units = Math.addExact(units, moreUnits);
  }

  void add(Sum other) {
    add(other.amount, other.units);
  }

  /** The same figures, which stay as they are. */
  Sum copy() {
    Sum copy = new Sum();
    copy.add(this);
    return copy;
  }
}
