package io.salesledger.bench.latency;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the ETag of the query API: {@code "<partition>:<low>-<partition>:<low>..."}. Stateless. */
final class OffsetTag {
  private static final Pattern MARK = Pattern.compile("(\\d+):(\\d+)");

  private OffsetTag() {}

  /** The low-water marks by partition; none if nothing is applied. */
  static Map<Integer, Long> lows(String tag) {
    Map<Integer, Long> lows = new HashMap<>();
    Matcher mark = MARK.matcher(tag);
    while (mark.find()) {
      lows.put(Integer.valueOf(mark.group(1)), Long.valueOf(mark.group(2)));
    }
    return lows;
  }
}
