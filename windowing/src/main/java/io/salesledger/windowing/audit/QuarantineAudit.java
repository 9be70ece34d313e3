package io.salesledger.windowing.audit;

import io.salesledger.contract.ViewKeys;
import io.salesledger.windowing.core.AppliedOffsets.Range;
import io.salesledger.windowing.core.QuarantineReason;
import io.salesledger.windowing.log.WriterSchemas;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.resps.StreamEntry;

/**
 * Compares the quarantine, which only ever grows at its end: read to the entry that was last in one
 * step with the offsets, the rest in pages. First by fingerprints, whatever its length; entries are
 * named for stretches of the log that differ.
 */
final class QuarantineAudit {
  /** Stretches whose entries are named one by one. */
  private static final int MAX_NAMED = 64;

  private static final Set<String> FIELDS =
      Set.of("partition", "offset", "schemaId", "reason", "detail");

  private final ViewsReader views;
  private final ViewKeys keys;
  private final String currency;
  private final WriterSchemas schemas;
  private final int quarantineShift;

  QuarantineAudit(
      ViewsReader views,
      ViewKeys keys,
      String currency,
      WriterSchemas schemas,
      int quarantineShift) {
    this.views = views;
    this.keys = keys;
    this.currency = currency;
    this.schemas = schemas;
    this.quarantineShift = quarantineShift;
  }

  void compare(Refold refold, LogWalk walk, Findings findings) {
    String key = keys.quarantine();
    Snapshot last = views.read(step -> step.xrevrange(key, "+", "-", 1));
    ViewsAudit.advance(refold, walk, last);
    if (last.isError(0)) {
      findings.wrongType(key, "a stream");
      return;
    }
    QuarantineDigest expected = refold.quarantine();
    QuarantineDigest found = new QuarantineDigest(quarantineShift);
    Optional<String> lastId = lastId(last);
    lastId.ifPresent(
        id ->
            views.forEachEntry(
                key,
                id,
                entry -> {
                  Refused refused = parse(entry);
                  if (refused == null) {
                    findings.same(
                        key,
                        entry.getID().toString(),
                        "partition, offset, schemaId, reason and detail",
                        new TreeMap<>(entry.getFields()).toString());
                  } else {
                    found.add(refused);
                  }
                }));
    findings.compared("quarantine entries", found.count());
    SortedSet<QuarantineDigest.Stretch> differing = expected.differing(found);
    if (!differing.isEmpty()) {
      name(differing, expected, refold.vector(), lastId, walk, findings);
    }
  }

  private static Optional<String> lastId(Snapshot last) {
    return last.replies().get(0) instanceof List<?> entries
            && !entries.isEmpty()
            && entries.get(0) instanceof StreamEntry entry
        ? Optional.of(entry.getID().toString())
        : Optional.empty();
  }

  private static @Nullable Refused parse(StreamEntry entry) {
    Map<String, String> fields = entry.getFields();
    if (!fields.keySet().equals(FIELDS)) {
      return null;
    }
    try {
      return new Refused(
          Integer.parseUnsignedInt(fields.getOrDefault("partition", "")),
          Long.parseUnsignedLong(fields.getOrDefault("offset", "")),
          Integer.parseInt(fields.getOrDefault("schemaId", "")),
          fields.getOrDefault("reason", ""),
          fields.getOrDefault("detail", ""));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private void name(
      SortedSet<QuarantineDigest.Stretch> differing,
      QuarantineDigest expected,
      AppliedVector vector,
      Optional<String> lastId,
      LogWalk walk,
      Findings findings) {
    List<QuarantineDigest.Stretch> named = differing.stream().limit(MAX_NAMED).toList();
    SortedMap<String, List<String>> log = new TreeMap<>();
    Map<Integer, List<Range>> ranges = new TreeMap<>();
    for (QuarantineDigest.Stretch stretch : named) {
      ranges
          .computeIfAbsent(stretch.partition(), p -> new ArrayList<>())
          .addAll(
              vector.within(stretch.partition(), expected.from(stretch), expected.next(stretch)));
    }
    ranges.values().removeIf(List::isEmpty);
    Map<Integer, PaymentJudge> judges = new TreeMap<>();
    walk.walk(
        ranges,
        partition ->
            judges.computeIfAbsent(
                partition, p -> new PaymentJudge(currency, schemas, new Collector(log))),
        more -> {});
    SortedMap<String, List<String>> stored = new TreeMap<>();
    lastId.ifPresent(
        id ->
            views.forEachEntry(
                keys.quarantine(),
                id,
                entry -> {
                  Refused refused = parse(entry);
                  if (refused != null
                      && named.contains(
                          expected.stretchOf(refused.partition(), refused.offset()))) {
                    stored
                        .computeIfAbsent(refused.place(), p -> new ArrayList<>())
                        .add(refused.content());
                  }
                }));
    compare(log, stored, findings);
    if (differing.size() > MAX_NAMED) {
      findings.same(
          keys.quarantine(),
          "elsewhere",
          "the entries of the log",
          "other entries in " + (differing.size() - MAX_NAMED) + " more stretches of it");
    }
  }

  private void compare(
      Map<String, List<String>> log, Map<String, List<String>> stored, Findings findings) {
    log.forEach(
        (place, contents) -> {
          List<String> found = stored.getOrDefault(place, new ArrayList<>());
          String expected = contents.get(0);
          if (!found.remove(expected)) {
            findings.same(
                keys.quarantine(), place, expected, found.isEmpty() ? null : found.remove(0));
          }
        });
    stored.forEach(
        (place, surplus) ->
            surplus.forEach(
                content ->
                    findings.same(
                        keys.quarantine(),
                        place,
                        null,
                        content + (log.containsKey(place) ? ", once more" : ""))));
  }

  /** Takes what is refused, from several threads. */
  private record Collector(SortedMap<String, List<String>> byPlace) implements RecordSink {
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
        byPlace.computeIfAbsent(entry.place(), p -> new ArrayList<>()).add(entry.content());
      }
    }
  }
}
