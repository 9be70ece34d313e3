package io.salesledger.windowing.audit;

import io.salesledger.contract.ViewKeys;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.clients.jedis.Transaction;

/** Finds keys below the ledger's prefix that the log gives no reason for. */
final class KeySweep {
  private final int partitions;
  private final Set<String> fixed;
  private final Pattern productTimeline;
  private final Pattern minuteBoard;
  private final Pattern ofPartition;
  private final Pattern resolved;
  private final Pattern offsets;

  KeySweep(ViewKeys keys, int partitions) {
    this.partitions = partitions;
    this.fixed =
        Set.of(
            keys.total(),
            keys.totalCount(),
            keys.realtime(),
            keys.realtimeCount(),
            keys.timeline(),
            keys.timelineCount(),
            keys.leaderboardAmount(),
            keys.leaderboardCount(),
            keys.quarantine(),
            keys.quarantineUnlisted(),
            keys.ledger());
    String prefix = Pattern.quote(keys.prefix());
    this.productTimeline =
        Pattern.compile(prefix + ":timeline:(?:amount|count):(.*)", Pattern.DOTALL);
    this.minuteBoard = Pattern.compile(prefix + ":leaderboard:(?:amount|count):([0-9]{1,18})");
    this.ofPartition =
        Pattern.compile(prefix + ":(?:ledger|heartbeat|window|window:leaderboard):([0-9]{1,9})");
    this.resolved = Pattern.compile(prefix + ":quarantine:resolved:([0-9]{1,9})");
    this.offsets = Pattern.compile(prefix + ":quarantine:offsets:([0-9]{1,9}):([0-9]{1,18})");
  }

  /** The keys that nothing in the refold explains. */
  List<ViewPart> unexpected(ViewsReader views, Refold refold, Findings findings) {
    SortedSet<String> products = refold.products();
    NavigableMap<Long, Map<String, Sum>> minutes = refold.boards(Long.MIN_VALUE);
    Set<String> suspects = new LinkedHashSet<>();
    long[] swept = {0};
    views.forEachKey(
        key -> {
          swept[0]++;
          if (!isKnown(key, products, minutes) && !isOfQuarantine(key, refold)) {
            suspects.add(key);
          }
        });
    findings.compared("keys", swept[0]);
    return suspects.stream().<ViewPart>map(Suspect::new).toList();
  }

  private boolean isKnown(
      String key, Set<String> products, NavigableMap<Long, Map<String, Sum>> minutes) {
    if (fixed.contains(key)) {
      return true;
    }
    Matcher ofProduct = productTimeline.matcher(key);
    if (ofProduct.matches()) {
      return products.contains(ofProduct.group(1));
    }
    Matcher ofMinute = minuteBoard.matcher(key);
    if (ofMinute.matches()) {
      return minutes.containsKey(Long.parseLong(ofMinute.group(1)));
    }
    Matcher numbered = ofPartition.matcher(key);
    return numbered.matches() && Integer.parseInt(numbered.group(1)) < partitions;
  }

  private boolean isOfQuarantine(String key, Refold refold) {
    Matcher settled = resolved.matcher(key);
    if (settled.matches()) {
      return !refold.book(Integer.parseInt(settled.group(1))).resolved().isEmpty();
    }
    Matcher bits = offsets.matcher(key);
    return bits.matches()
        && refold
            .book(Integer.parseInt(bits.group(1)))
            .firsts()
            .contains(Long.parseLong(bits.group(2)));
  }

  /** A key that may have a reason by the time it is read. */
  private final class Suspect implements ViewPart {
    private final String key;

    Suspect(String key) {
      this.key = key;
    }

    @Override
    public int size() {
      return 1;
    }

    @Override
    public int replies() {
      return 1;
    }

    @Override
    public void ask(Transaction step) {
      step.type(key);
    }

    @Override
    public void compare(Snapshot read, Refold refold, Findings findings) {
      String type = Optional.ofNullable(read.text(0)).orElse("none");
      if (type.equals("none")) {
        return;
      }
      Matcher ofProduct = productTimeline.matcher(key);
      Matcher ofMinute = minuteBoard.matcher(key);
      boolean reason =
          isOfQuarantine(key, refold)
              || (ofProduct.matches() && refold.total(ofProduct.group(1)).isPresent())
              || (ofMinute.matches()
                  && refold
                      .boards(Long.parseLong(ofMinute.group(1)))
                      .containsKey(Long.parseLong(ofMinute.group(1))));
      if (!reason) {
        findings.same(key, "", null, "a key of type " + type);
      }
    }
  }
}
