package io.salesledger.queryapi.view;

import io.salesledger.queryapi.store.Snapshot;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The state of the whole ledger at one moment.
 *
 * @param id the ledger's own id; null while no topology has claimed it
 * @param asOf when this was read, ISO-8601
 * @param offsets what is applied, as in the ETag of the figures
 * @param lag offsets not yet applied, all partitions
 * @param applied of all partitions, as are the following counters
 * @param quarantineUnlisted quarantined offsets that the quarantine no longer lists, to keep its
 *     bound
 * @param newestEvent the newest event time of all, ISO-8601
 * @param partitions those ever claimed, ascending
 * @param balanced whether every partition's accounts are
 * @param alive whether every partition's heartbeat is recent
 * @param broken why the topology stopped for good; null if it has not
 * @param warning what should be mended although the topology counts on; null if nothing
 * @param heartbeatMaxAgeMillis how old a partition's heartbeat may be, or how far ahead
 */
public record LedgerReport(
    @Schema(nullable = true) @Nullable String id,
    @Schema(nullable = true) @Nullable String topic,
    String currency,
    int scale,
    String asOf,
    String offsets,
    long lag,
    long applied,
    long quarantined,
    long requeued,
    long quarantineUnlisted,
    long gaps,
    long duplicates,
    long late,
    long misrouted,
    @Schema(nullable = true) @Nullable String newestEvent,
    List<PartitionAccount> partitions,
    boolean balanced,
    boolean alive,
    @Schema(nullable = true) @Nullable String broken,
    @Schema(nullable = true) @Nullable String warning,
    long heartbeatMaxAgeMillis) {
  private static final int SECTIONS_A_PARTITION = 3;

  /** From {@code ledger.lua}. */
  public static LedgerReport of(Snapshot snapshot, Instant now, long heartbeatMaxAgeMillis) {
    Map<String, String> identity = snapshot.fields(0);
    List<PartitionAccount> all = new ArrayList<>();
    for (List<List<String>> one : snapshot.groups(2, SECTIONS_A_PARTITION)) {
      all.add(
          PartitionAccount.of(
              (int) Figures.whole(one.get(0).get(0)),
              Snapshot.fieldsOf(one.get(1)),
              Snapshot.fieldsOf(one.get(2)),
              now.toEpochMilli()));
    }
    return new LedgerReport(
        identity.get("id"),
        identity.get("topic"),
        snapshot.currency().code(),
        snapshot.currency().scale(),
        now.truncatedTo(ChronoUnit.MILLIS).toString(),
        snapshot.tag(),
        sum(all, partition -> partition.lag() == null ? 0 : partition.lag()),
        sum(all, PartitionAccount::applied),
        sum(all, PartitionAccount::quarantined),
        sum(all, PartitionAccount::requeued),
        Figures.whole(snapshot.section(1).get(0)),
        sum(all, PartitionAccount::gaps),
        sum(all, PartitionAccount::duplicates),
        sum(all, PartitionAccount::late),
        sum(all, PartitionAccount::misrouted),
        newest(all),
        List.copyOf(all),
        all.stream().allMatch(PartitionAccount::balanced),
        !all.isEmpty() && all.stream().allMatch(one -> one.beatWithin(heartbeatMaxAgeMillis)),
        said(identity, "broken"),
        said(identity, "warning"),
        heartbeatMaxAgeMillis);
  }

  /**
   * What keeps the ledger from being ready, each in one line; none for a ledger that is idle but
   * alive.
   */
  public List<String> troubles() {
    if (id == null) {
      return List.of("no topology has claimed this ledger yet");
    }
    List<String> troubles = new ArrayList<>();
    if (broken != null) {
      troubles.add("the topology stopped for good: " + broken);
    }
    if (partitions.isEmpty()) {
      troubles.add("the topology has claimed no partition yet");
    }
    add(
        troubles,
        "the topology is dead or starting: no heartbeat for more than "
            + heartbeatMaxAgeMillis / 1000
            + " s from partitions ",
        one -> !one.beatWithin(heartbeatMaxAgeMillis) && !one.beatAheadOf(heartbeatMaxAgeMillis));
    add(
        troubles,
        "the clocks of topology and API differ: a heartbeat from more than "
            + heartbeatMaxAgeMillis / 1000
            + " s ahead from partitions ",
        one -> one.beatAheadOf(heartbeatMaxAgeMillis));
    add(troubles, "broken, the accounts are missing (rebuild): ", PartitionAccount::missing);
    add(troubles, "broken, a commit was left half done (rebuild): ", PartitionAccount::dirty);
    add(
        troubles,
        "broken, the accounts do not balance (rebuild): ",
        one -> !one.balanced() && !one.dirty() && !one.missing());
    return List.copyOf(troubles);
  }

  private void add(List<String> troubles, String what, Predicate<PartitionAccount> affects) {
    List<String> affected =
        partitions.stream().filter(affects).map(one -> Integer.toString(one.partition())).toList();
    if (!affected.isEmpty()) {
      troubles.add(what + String.join(", ", affected));
    }
  }

  private static @Nullable String said(Map<String, String> identity, String field) {
    return Optional.ofNullable(identity.get(field)).filter(text -> !text.isBlank()).orElse(null);
  }

  private static long sum(List<PartitionAccount> all, ToLongFunction<PartitionAccount> figure) {
    return all.stream().mapToLong(figure).sum();
  }

  private static @Nullable String newest(List<PartitionAccount> all) {
    return all.stream()
        .map(PartitionAccount::newestEvent)
        .flatMap(event -> Optional.ofNullable(event).stream())
        .map(Instant::parse)
        .max(Instant::compareTo)
        .map(Instant::toString)
        .orElse(null);
  }
}
