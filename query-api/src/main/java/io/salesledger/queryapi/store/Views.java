package io.salesledger.queryapi.store;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.ViewKeys;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * The views, each read by one script. What a section holds is told at the head of the script. Any
 * thread may call it; nothing blocks; failures are {@link ViewsUnavailable} or {@link
 * ViewsDamaged}.
 */
@Singleton
public final class Views {
  /** Measured: looking into one product's timeline takes Redis as long as this many entries. */
  private static final int TIMELINE_COST = 12;

  /** Measured: looking up one product on one minute board takes as long as this many. */
  private static final int PLACE_COST = 3;

  /**
   * Entries of a rolling window above which it is refused: five minutes in which each of 100,000
   * products was sold. Measured, 0.6 s of Redis.
   */
  private static final int MOST_WINDOW_STEPS = 700_000;

  /** All that the topology writes of a partition: a product may be sold in more than one. */
  private static final int PRODUCTS_OF_A_WINDOW = 100;

  private final Script tag = Script.named("tag");
  private final Script total = Script.named("total");
  private final Script hashes = Script.named("hashes");
  private final Script timeline = Script.named("timeline");
  private final Script leaderboard = Script.named("leaderboard");
  private final Script leaderboardWindow = Script.named("leaderboard_window");
  private final Script window = Script.named("window");
  private final Script ledger = Script.named("ledger");
  private final Script quarantine = Script.named("quarantine");

  private final RedisScripts redis;
  private final ViewKeys keys;

  /** Only for a ledger that does not say how many its timelines keep. */
  private final int timelineMinutes;

  /** Only for a ledger that does not say how long its minute boards live. */
  private final long minuteBoardMillis;

  @Inject
  Views(RedisScripts redis, LedgerSettings settings) {
    this.redis = redis;
    this.keys = settings.redis().keys();
    this.timelineMinutes = settings.views().timelineMinutes();
    this.minuteBoardMillis = settings.views().minuteBoardRetentionMillis();
  }

  /** The tag that figures have now, and whether the asker has them. */
  public Uni<Snapshot> tag(KnownTags known) {
    return redis.read(tag, known, List.of(), List.of());
  }

  /** The totals of all products. */
  public Uni<Snapshot> total(KnownTags known) {
    return redis.read(total, known, List.of(keys.total(), keys.totalCount()), List.of());
  }

  /** Each product's total amount, then each product's total units. */
  public Uni<Snapshot> realtime() {
    return redis.readBig(hashes, List.of(keys.realtime(), keys.realtimeCount()));
  }

  /** Each product's total of one metric. */
  public Uni<Snapshot> realtime(Metric metric) {
    return redis.readBig(hashes, List.of(productTotals(metric)));
  }

  /** The newest {@code entries} of all products' timeline. */
  public Uni<Snapshot> timeline(Metric metric, int entries, KnownTags known) {
    String list = metric == Metric.AMOUNT ? keys.timeline() : keys.timelineCount();
    return timeline(list, entries, "", known);
  }

  /** The newest {@code entries} of one product's timeline. */
  public Uni<Snapshot> productTimeline(
      String productId, Metric metric, int entries, KnownTags known) {
    return timeline(productTimeline(metric, productId), entries, productId, known);
  }

  /** The best products of all time. */
  public Uni<Snapshot> leaderboard(Metric metric, int places, KnownTags known) {
    String board = metric == Metric.AMOUNT ? keys.leaderboardAmount() : keys.leaderboardCount();
    return redis.read(leaderboard, known, List.of(board), List.of(Integer.toString(places)));
  }

  /** The best products of the minutes from {@code firstMillis} to {@code lastMillis}, both in. */
  public Uni<Snapshot> leaderboard(Metric metric, int places, long firstMillis, long lastMillis) {
    String boardOfZero =
        metric == Metric.AMOUNT ? keys.minuteLeaderboardAmount(0) : keys.minuteLeaderboardCount(0);
    return redis.read(
        leaderboardWindow,
        KnownTags.none(),
        List.of(productTotals(metric)),
        List.of(
            Long.toString(firstMillis),
            Long.toString(lastMillis),
            Integer.toString(places),
            RedisScripts.stem(boardOfZero),
            productTimeline(metric, ""),
            Integer.toString(timelineMinutes),
            Integer.toString(TIMELINE_COST),
            Integer.toString(PLACE_COST),
            Integer.toString(MOST_WINDOW_STEPS),
            Long.toString(minuteBoardMillis)));
  }

  /** The sliding window's sums and best products, by partition. */
  public Uni<Snapshot> window() {
    return redis.read(
        window,
        KnownTags.none(),
        List.of(),
        List.of(
            RedisScripts.stem(keys.window(0)),
            RedisScripts.stem(keys.windowLeaderboard(0)),
            Integer.toString(PRODUCTS_OF_A_WINDOW)));
  }

  /** The identity, and every partition's accounts and heartbeat. */
  public Uni<Snapshot> ledger() {
    return redis.read(
        ledger,
        KnownTags.none(),
        List.of(keys.quarantineUnlisted()),
        List.of(RedisScripts.stem(keys.heartbeat(0))));
  }

  /** The newest {@code entries} that could not be applied. */
  public Uni<Snapshot> quarantine(int entries) {
    return redis.read(
        quarantine,
        KnownTags.none(),
        List.of(keys.quarantine()),
        List.of(Integer.toString(entries), RedisScripts.stem(keys.quarantineResolved(0))));
  }

  private Uni<Snapshot> timeline(String list, int entries, String productId, KnownTags known) {
    return redis.read(
        timeline,
        known,
        List.of(list, keys.realtimeCount()),
        List.of(Integer.toString(entries), productId, Integer.toString(timelineMinutes)));
  }

  private String productTotals(Metric metric) {
    return metric == Metric.AMOUNT ? keys.realtime() : keys.realtimeCount();
  }

  private String productTimeline(Metric metric, String productId) {
    return metric == Metric.AMOUNT
        ? keys.productTimeline(productId)
        : keys.productTimelineCount(productId);
  }
}
