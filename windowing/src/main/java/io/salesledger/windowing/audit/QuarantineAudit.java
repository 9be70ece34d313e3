package io.salesledger.windowing.audit;

import io.salesledger.contract.ViewKeys;
import io.salesledger.windowing.core.AppliedOffsets.Range;
import io.salesledger.windowing.core.QuarantineReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.resps.StreamEntry;

/**
 * Compares the list of what is quarantined, which only ever grows at its end and loses its oldest
 * entries to keep its bound: read to the entry that was last in one step with the offsets, the rest
 * in pages. What it lists must be what the log has there; how much it lacks must be told.
 */
final class QuarantineAudit {
  /** Entries that are named one by one; each costs a look at the log. */
  private static final int MAX_NAMED = 200;

  private final ViewsReader views;
  private final ViewKeys keys;
  private final JudgeRules rules;

  QuarantineAudit(ViewsReader views, ViewKeys keys, JudgeRules rules) {
    this.views = views;
    this.keys = keys;
    this.rules = rules;
  }

  /** What was read in one step with the offsets. */
  private record Told(Optional<String> lastId, long length, @Nullable String unlisted) {
    static Told of(Snapshot read) {
      return new Told(
          read.replies().get(0) instanceof List<?> entries
                  && !entries.isEmpty()
                  && entries.get(0) instanceof StreamEntry entry
              ? Optional.of(entry.getID().toString())
              : Optional.empty(),
          read.number(1),
          read.text(2));
    }

    /** How many are told to be unlisted; empty if that is no figure. */
    Optional<Long> unlistedCount() {
      if (unlisted == null) {
        return Optional.of(0L);
      }
      return unlisted.matches("[0-9]{1,18}")
          ? Optional.of(Long.parseLong(unlisted))
          : Optional.empty();
    }
  }

  void compare(Refold refold, LogWalk walk, Findings findings) {
    String key = keys.quarantine();
    Snapshot read =
        views.read(
            step -> {
              step.xrevrange(key, "+", "-", 1);
              step.xlen(key);
              step.get(keys.quarantineUnlisted());
            });
    ViewsAudit.advance(refold, walk, read);
    if (read.isError(0)) {
      findings.wrongType(key, "a stream");
      return;
    }
    if (read.isError(2)) {
      findings.wrongType(keys.quarantineUnlisted(), "a number");
      return;
    }
    Told told = Told.of(read);
    QuarantineList list = new QuarantineList(refold, key, findings);
    told.lastId().ifPresent(id -> views.forEachEntry(key, id, list::add));
    findings.compared("quarantine entries", list.read());

    // Entries that were trimmed off while the list was read were listed as of the offsets.
    long trimmedMeanwhile = Math.max(0, told.length() - list.read());
    long lacking = refold.quarantined() - list.count() - trimmedMeanwhile;
    long toName = Math.max(0, lacking - told.unlistedCount().orElse(lacking));
    SortedMap<Integer, NavigableSet<Long>> missing =
        toName == 0
            ? new TreeMap<>()
            : missing(list, refold, told.unlistedCount().equals(Optional.of(0L)), toName);
    long named = missing.values().stream().mapToLong(NavigableSet::size).sum();
    name(list, missing, refold, walk, findings);
    if (toName > named && named == MAX_NAMED) {
      tellMore(toName - named, "are not listed", findings);
      return;
    }
    long unlisted = lacking - named;
    findings.same(
        keys.quarantineUnlisted(),
        "",
        unlisted == 0 ? null : Long.toString(unlisted),
        told.unlisted());
  }

  /**
   * Quarantined offsets that are not listed, though they should be: where none was ever trimmed off
   * all of them, else those after the oldest that is listed.
   */
  private static SortedMap<Integer, NavigableSet<Long>> missing(
      QuarantineList list, Refold refold, boolean all, long most) {
    SortedMap<Integer, NavigableSet<Long>> missing = new TreeMap<>();
    long[] left = {Math.min(most, MAX_NAMED)};
    for (int partition : refold.partitions()) {
      QuarantineBook listed = list.of(partition);
      long oldest = listed.first().orElse(Long.MAX_VALUE);
      refold
          .book(partition)
          .forEach(
              offset -> {
                if (left[0] > 0 && (all || offset > oldest) && !listed.has(offset)) {
                  missing.computeIfAbsent(partition, p -> new TreeSet<>()).add(offset);
                  left[0]--;
                }
              });
    }
    return missing;
  }

  private void name(
      QuarantineList list,
      SortedMap<Integer, NavigableSet<Long>> missing,
      Refold refold,
      LogWalk walk,
      Findings findings) {
    List<Refused> suspects = list.suspects().stream().limit(MAX_NAMED).toList();
    SortedMap<Integer, NavigableSet<Long>> wanted = new TreeMap<>();
    missing.forEach((partition, offsets) -> wanted.put(partition, new TreeSet<>(offsets)));
    for (Refused suspect : suspects) {
      wanted.computeIfAbsent(suspect.partition(), p -> new TreeSet<>()).add(suspect.offset());
    }
    if (wanted.isEmpty()) {
      return;
    }
    Map<String, String> log = read(wanted, refold, walk);
    for (Refused suspect : suspects) {
      findings.same(
          keys.quarantine(), suspect.place(), log.get(suspect.place()), suspect.content());
    }
    missing.forEach(
        (partition, offsets) ->
            offsets.forEach(
                offset -> {
                  String place = partition + ":" + offset;
                  findings.same(keys.quarantine(), place, log.get(place), null);
                }));
    if (list.suspects().size() > suspects.size()) {
      tellMore(list.suspects().size() - suspects.size(), "may differ", findings);
    }
  }

  private void tellMore(long count, String what, Findings findings) {
    findings.same(
        keys.quarantine(), "elsewhere", "the entries of the log", count + " more that " + what);
  }

  /** What the log has at these places, by place. */
  private Map<String, String> read(
      SortedMap<Integer, NavigableSet<Long>> places, Refold refold, LogWalk walk) {
    Map<Integer, List<Range>> ranges = new TreeMap<>();
    places.forEach(
        (partition, offsets) -> {
          List<Range> of = new ArrayList<>();
          offsets.forEach(offset -> of.add(new Range(offset, offset + 1)));
          ranges.put(partition, of);
        });
    SortedMap<String, String> log = new TreeMap<>();
    Map<Integer, PaymentJudge> judges = new TreeMap<>();
    walk.walk(
        ranges,
        partition ->
            judges.computeIfAbsent(
                partition, p -> new PaymentJudge(rules, refold.book(p), new Collector(log))),
        more -> {});
    return log;
  }

  /** Takes what is refused, from several threads. */
  private record Collector(SortedMap<String, String> byPlace) implements RecordSink {
    @Override
    public void payment(
        int partition,
        long offset,
        String product,
        long eventMillis,
        long amount,
        long units,
        boolean late,
        boolean misrouted) {}

    @Override
    public void refused(
        int partition,
        long offset,
        int schemaId,
        QuarantineReason reason,
        @Nullable String detail) {
      Refused entry =
          new Refused(partition, offset, schemaId, reason.text(), detail == null ? "" : detail);
      synchronized (byPlace) {
        byPlace.put(entry.place(), entry.content());
      }
    }
  }
}
