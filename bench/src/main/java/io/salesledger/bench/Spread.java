package io.salesledger.bench;

import java.util.List;

/** The least, the middle and the most of some figures. */
record Spread(double min, double median, double max) {
  /**
   * Of these; the middle of an even number of figures is halfway between the two.
   *
   * @param figures at least one
   */
  static Spread of(List<Double> figures) {
    double[] sorted = figures.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    if (sorted.length == 0) {
      throw new IllegalArgumentException("no figures");
    }
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(sorted[0], median, sorted[sorted.length - 1]);
  }
}
