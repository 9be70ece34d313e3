package io.salesledger.windowing.audit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.resps.StreamEntry;

/**
 * What the views list as quarantined, taken entry by entry and held against the refold: what is
 * listed twice or without reason is told at once. Needs a bit an offset, where anything is listed.
 */
final class QuarantineList {
  private static final Set<String> FIELDS =
      Set.of("partition", "offset", "schemaId", "reason", "detail");

  private final Refold refold;
  private final String key;
  private final Findings findings;
  private final Map<Integer, QuarantineBook> listed = new HashMap<>();
  private final List<Refused> suspects = new ArrayList<>();
  private long read;

  /** None yet; the refold stands where the list is read to. */
  QuarantineList(Refold refold, String key, Findings findings) {
    this.refold = refold;
    this.key = key;
    this.findings = findings;
  }

  /** The next entry, as it stands in the stream. */
  void add(StreamEntry entry) {
    read++;
    Refused refused = parse(entry);
    if (refused == null) {
      findings.same(
          key,
          entry.getID().toString(),
          "partition, offset, schemaId, reason and detail",
          new TreeMap<>(entry.getFields()).toString());
    } else if (!refold.isQuarantined(refused.partition(), refused.offset())) {
      findings.same(key, refused.place(), null, refused.content());
    } else if (of(refused.partition()).has(refused.offset())) {
      findings.same(key, refused.place(), null, refused.content() + ", once more");
    } else {
      of(refused.partition()).add(refused.offset());
      if (!refold.hasNewest(refused)) {
        suspects.add(refused);
      }
    }
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

  /** Which offsets of a partition are listed. */
  QuarantineBook of(int partition) {
    return listed.computeIfAbsent(partition, p -> new QuarantineBook());
  }

  /** How many entries were taken, whatever they are. */
  long read() {
    return read;
  }

  /** How many quarantined offsets are listed. */
  long count() {
    return listed.values().stream().mapToLong(QuarantineBook::count).sum();
  }

  /** What differs from what the log is known to have, or is too old to be known. */
  List<Refused> suspects() {
    return suspects;
  }
}
