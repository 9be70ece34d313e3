package io.salesledger.queryapi.view;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.salesledger.queryapi.store.ViewsDamaged;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One partition's accounts: what of the log is in the views, and where the rest went.
 *
 * @param low all offsets below it are accounted for
 * @param ranges offsets above low that are accounted for too
 * @param portion what of a large commit is in the views while it is being written; else null
 * @param end the log's end as the topology last saw it; null before its first heartbeat
 * @param lag offsets from low to end; null where end is
 * @param applied offsets whose payments are in the views
 * @param quarantined offsets that could not be applied
 * @param requeued those of them in whose place a corrected payment counts
 * @param gaps offsets that hold no record
 * @param duplicates offsets delivered again and dropped
 * @param late payments whose minute had ended when the log took them
 * @param misrouted payments whose key is not their productId
 * @param newestEvent the newest event time, ISO-8601; null before the first payment
 * @param heartbeatAgeMillis how long the topology has been silent; negative where its clock is
 *     ahead of this one; null if it never spoke
 * @param balanced whether offsets covered = applied + quarantined + gaps and no commit is half done
 */
public record PartitionAccount(
    int partition,
    long low,
    List<Range> ranges,
    @Schema(nullable = true) @Nullable Portion portion,
    @Schema(nullable = true) @Nullable Long end,
    @Schema(nullable = true) @Nullable Long lag,
    long applied,
    long quarantined,
    long requeued,
    long gaps,
    long duplicates,
    long late,
    long misrouted,
    @Schema(nullable = true) @Nullable String newestEvent,
    @Schema(nullable = true) @Nullable Long heartbeatAgeMillis,
    boolean balanced,
    @JsonIgnore boolean dirty,
    @JsonIgnore boolean missing) {

  /** Offsets from {@code from}, included, to {@code next}, excluded. */
  public record Range(long from, long next) {
    private static Range parse(String text) {
      int dash = text.indexOf('-');
      if (dash < 0) {
        throw new ViewsDamaged("a range is not from-next: '" + text + "'");
      }
      return new Range(
          Figures.whole(text.substring(0, dash)), Figures.whole(text.substring(dash + 1)));
    }
  }

  /**
   * Of the offsets from {@code from}, included, to {@code next}, excluded, the payments of some
   * products; the rest of these offsets is not accounted for yet.
   *
   * @param below they are of the products whose id's UTF-8 bytes come before these, compared as
   *     unsigned; an x and their hexadecimal digits, small letters
   * @param payments how many they are
   */
  public record Portion(long from, long next, String below, long payments) {
    private static final Pattern TEXT =
        Pattern.compile("([0-9]+)-([0-9]+)/(x(?:[0-9a-f]{2})+)/([0-9]+)");

    private static Portion parse(String text) {
      Matcher parts = TEXT.matcher(text);
      if (!parts.matches()) {
        throw new ViewsDamaged("a portion is not from-next/below/payments: '" + text + "'");
      }
      return new Portion(
          Figures.whole(parts.group(1)),
          Figures.whole(parts.group(2)),
          parts.group(3),
          Figures.whole(parts.group(4)));
    }
  }

  static PartitionAccount of(
      int partition, Map<String, String> accounts, Map<String, String> heartbeat, long nowMillis) {
    long low = Figures.whole(accounts, "low");
    String above = accounts.getOrDefault("ranges", "");
    List<String> tokens = above.isEmpty() ? List.of() : List.of(above.split(",", -1));
    List<Range> ranges = tokens.stream().filter(one -> !isPortion(one)).map(Range::parse).toList();
    Portion portion = portion(tokens);
    long covered = covered(low, ranges, portion);
    long applied = Figures.whole(accounts, "applied");
    long quarantined = Figures.whole(accounts, "quarantined");
    long gaps = Figures.whole(accounts, "gaps");
    boolean dirty = Figures.whole(accounts, "dirty") != 0;
    boolean missing = accounts.isEmpty();
    Long end = optional(heartbeat, "endOffset");
    Long at = optional(heartbeat, "atMillis");
    Long newest = optional(accounts, "newestEventMillis");
    return new PartitionAccount(
        partition,
        low,
        ranges,
        portion,
        end,
        end == null ? null : Math.max(0, end - low),
        applied,
        quarantined,
        Figures.whole(accounts, "requeued"),
        gaps,
        Figures.whole(accounts, "duplicates"),
        Figures.whole(accounts, "late"),
        Figures.whole(accounts, "misrouted"),
        newest == null || newest <= 0 ? null : Instant.ofEpochMilli(newest).toString(),
        at == null ? null : Long.valueOf(nowMillis - at),
        covered == applied + quarantined + gaps && !dirty && !missing,
        dirty,
        missing);
  }

  /** How many offsets are accounted for, by the offsets: the left side of the equation. */
  public long covered() {
    return covered(low, ranges, portion);
  }

  private static long covered(long low, List<Range> ranges, @Nullable Portion portion) {
    return low
        + ranges.stream().mapToLong(range -> range.next() - range.from()).sum()
        + (portion == null ? 0 : portion.payments());
  }

  /** A heartbeat from further ahead than it may be old says nothing: it would never grow old. */
  boolean beatWithin(long maxAgeMillis) {
    return heartbeatAgeMillis != null && Math.abs(heartbeatAgeMillis) <= maxAgeMillis;
  }

  boolean beatAheadOf(long maxAgeMillis) {
    return heartbeatAgeMillis != null && heartbeatAgeMillis < -maxAgeMillis;
  }

  private static @Nullable Long optional(Map<String, String> fields, String name) {
    String text = fields.getOrDefault(name, "");
    return text.isEmpty() ? null : Long.valueOf(Figures.whole(text));
  }

  private static boolean isPortion(String token) {
    return token.indexOf('/') >= 0;
  }

  private static @Nullable Portion portion(List<String> tokens) {
    List<Portion> all =
        tokens.stream().filter(PartitionAccount::isPortion).map(Portion::parse).toList();
    if (all.size() > 1) {
      throw new ViewsDamaged("more than one portion: '" + String.join(",", tokens) + "'");
    }
    return all.isEmpty() ? null : all.get(0);
  }
}
