package io.salesledger.windowing.audit;

import io.salesledger.contract.ViewKeys;

/** The two figures that every view has, each under keys of its own. */
enum Metric {
  /** Minor units. */
  AMOUNT,
  /** Units sold less units refunded. */
  UNITS;

  String totalKey(ViewKeys keys) {
    return this == AMOUNT ? keys.total() : keys.totalCount();
  }

  String realtimeKey(ViewKeys keys) {
    return this == AMOUNT ? keys.realtime() : keys.realtimeCount();
  }

  String leaderboardKey(ViewKeys keys) {
    return this == AMOUNT ? keys.leaderboardAmount() : keys.leaderboardCount();
  }

  String timelineKey(ViewKeys keys) {
    return this == AMOUNT ? keys.timeline() : keys.timelineCount();
  }

  String timelineKey(ViewKeys keys, String product) {
    return this == AMOUNT ? keys.productTimeline(product) : keys.productTimelineCount(product);
  }

  String minuteBoardKey(ViewKeys keys, long minuteMillis) {
    return this == AMOUNT
        ? keys.minuteLeaderboardAmount(minuteMillis)
        : keys.minuteLeaderboardCount(minuteMillis);
  }
}
