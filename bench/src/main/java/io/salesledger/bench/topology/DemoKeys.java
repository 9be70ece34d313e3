package io.salesledger.bench.topology;

/** The demo's Redis keys. */
public final class DemoKeys {
  /** String: all products' cumulative amount, floating point. */
  public static final String TOTAL = "sales:total";

  /** String: all products' cumulative units. */
  public static final String TOTAL_COUNT = "sales:total:count";

  /** Hash: product to cumulative amount, floating point. */
  public static final String REALTIME = "sales:realtime";

  /** Hash: product to cumulative units. */
  public static final String REALTIME_COUNT = "sales:realtime:count";

  /** List of {@code millis,cumulative amount}, one entry a payment. */
  static final String TIMELINE = "sales:timeline";

  /** List of {@code millis,cumulative units}, one entry a payment. */
  static final String TIMELINE_COUNT = "sales:timeline:count";

  /** As {@link #TIMELINE}, before a product. */
  static final String PRODUCT_TIMELINE = "sales:timeline:amount:";

  /** As {@link #TIMELINE_COUNT}, before a product. */
  static final String PRODUCT_TIMELINE_COUNT = "sales:timeline:count:";

  /** Sorted set: product by units. */
  static final String LEADERBOARD_COUNT = "sales:leaderboard:count";

  /** Sorted set: product by amount. */
  static final String LEADERBOARD_AMOUNT = "sales:leaderboard:amount";

  private DemoKeys() {}
}
