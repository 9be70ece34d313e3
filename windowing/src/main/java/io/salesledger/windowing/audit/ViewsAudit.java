package io.salesledger.windowing.audit;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.ViewKeys;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Compares every view but the quarantine, a small atomic step at a time. The refold follows from
 * step to step, so that each is compared as of its own offsets. Of what appears meanwhile, products
 * are compared in up to two further rounds; a minute's board, a partition or a block of quarantined
 * offsets that was not there when the comparison began is left to the next audit.
 */
final class ViewsAudit {
  /**
   * Fields and entries of one step: a millisecond of Redis. A single timeline may be longer; of
   * 100,000 minutes, the most that can be set, it takes 5 to 10.
   */
  private static final int STEP_SIZE = 2_000;

  private static final int MAX_ROUNDS = 3;

  private final LedgerSettings settings;
  private final AuditProgress progress;
  private final ViewsReader views;
  private final LogWalk walk;
  private final Findings findings;
  private final ViewKeys keys;

  ViewsAudit(
      LedgerSettings settings,
      AuditProgress progress,
      ViewsReader views,
      LogWalk walk,
      Findings findings) {
    this.settings = settings;
    this.progress = progress;
    this.views = views;
    this.walk = walk;
    this.findings = findings;
    this.keys = settings.redis().keys();
  }

  /** Follows the views to where they stood when this was read. */
  static void advance(Refold refold, LogWalk walk, Snapshot read) {
    if (!read.applied().includes(refold.vector())) {
      throw new ViewsReader.ViewsMovedException(
          "they were at " + refold.vector() + " and are at " + read.applied());
    }
    refold.advance(walk, read.applied(), more -> {});
  }

  void compare(Refold refold, int partitions, Collection<Integer> claimed) {
    List<ViewPart> general = new ArrayList<>();
    general.add(new TotalsPart(keys));
    general.add(new PermanentPart(permanent(claimed)));
    claimed.forEach(partition -> general.add(new AccountsPart(keys, partition)));
    general.addAll(timelines(Optional.empty(), refold));
    Set<String> done = new HashSet<>(storedProducts());
    done.addAll(refold.products());
    List<ViewPart> parts = new ArrayList<>(general);
    parts.addAll(ofProducts(new TreeSet<>(done), refold));
    parts.addAll(minuteBoards(refold));
    claimed.forEach(partition -> parts.addAll(ofQuarantine(partition, refold)));
    progress.begin("compare", parts.stream().mapToLong(ViewPart::size).sum());
    compareAll(parts, refold);
    for (int round = 1; round < MAX_ROUNDS; round++) {
      Set<String> appeared = new TreeSet<>(refold.products());
      appeared.removeAll(done);
      if (appeared.isEmpty()) {
        break;
      }
      done.addAll(appeared);
      compareAll(ofProducts(appeared, refold), refold);
    }
    compareAll(new KeySweep(keys, partitions).unexpected(views, refold, findings), refold);
  }

  /** Without those whose own part looks at that: timelines and bitmaps. */
  private List<String> permanent(Collection<Integer> claimed) {
    List<String> permanent = new ArrayList<>(List.of(keys.ledger()));
    for (Metric metric : Metric.values()) {
      permanent.add(metric.totalKey(keys));
      permanent.add(metric.realtimeKey(keys));
      permanent.add(metric.leaderboardKey(keys));
    }
    permanent.add(keys.quarantine());
    permanent.add(keys.quarantineUnlisted());
    for (int partition : claimed) {
      permanent.add(keys.partition(partition));
      permanent.add(keys.quarantineResolved(partition));
    }
    return permanent;
  }

  /** Products that are stored, whether or not the log knows them. */
  private Set<String> storedProducts() {
    Set<String> products = new HashSet<>();
    for (Metric metric : Metric.values()) {
      products.addAll(views.members(metric.realtimeKey(keys)));
      products.addAll(views.members(metric.leaderboardKey(keys)));
    }
    return products;
  }

  private List<ViewPart> timelines(Optional<String> product, Refold refold) {
    int entries = product.map(refold::timeline).orElseGet(refold::timeline).size() + 1;
    int kept = settings.views().timelineMinutes();
    return Arrays.stream(Metric.values())
        .<ViewPart>map(metric -> new TimelinePart(keys, product, metric, kept, entries))
        .toList();
  }

  private List<ViewPart> ofProducts(Set<String> products, Refold refold) {
    List<ViewPart> parts = new ArrayList<>();
    for (List<String> some : slices(List.copyOf(products), STEP_SIZE / 4)) {
      for (Metric metric : Metric.values()) {
        for (MembersPart.View view : MembersPart.View.values()) {
          parts.add(new MembersPart(view, keys, metric, some));
        }
      }
    }
    for (String product : products) {
      if (refold.total(product).isPresent()) {
        parts.addAll(timelines(Optional.of(product), refold));
      }
    }
    return parts;
  }

  private List<ViewPart> minuteBoards(Refold refold) {
    List<ViewPart> parts = new ArrayList<>();
    long retentionMillis = settings.views().minuteBoardRetentionMillis();
    for (Map.Entry<Long, Map<String, Sum>> minute : refold.boards(Long.MIN_VALUE).entrySet()) {
      for (Metric metric : Metric.values()) {
        Set<String> products = new TreeSet<>(minute.getValue().keySet());
        products.addAll(views.members(metric.minuteBoardKey(keys, minute.getKey())));
        for (List<String> some : slices(List.copyOf(products), STEP_SIZE)) {
          parts.add(new MinuteBoardPart(keys, metric, minute.getKey(), retentionMillis, some));
        }
      }
    }
    return parts;
  }

  private List<ViewPart> ofQuarantine(int partition, Refold refold) {
    List<ViewPart> parts = new ArrayList<>();
    for (long first : refold.book(partition).firsts()) {
      parts.add(new QuarantinedOffsetsPart(keys, partition, first));
    }
    Set<String> resolved = new TreeSet<>(views.members(keys.quarantineResolved(partition)));
    refold.book(partition).resolved().forEach(offset -> resolved.add(offset.toString()));
    for (List<String> some : slices(List.copyOf(resolved), STEP_SIZE)) {
      parts.add(new ResolvedPart(keys, partition, some));
    }
    return parts;
  }

  private static List<List<String>> slices(List<String> all, int size) {
    List<List<String>> slices = new ArrayList<>();
    for (int from = 0; from < all.size(); from += size) {
      slices.add(all.subList(from, Math.min(from + size, all.size())));
    }
    return slices;
  }

  /** As many parts a step as are small enough together. */
  private void compareAll(List<ViewPart> parts, Refold refold) {
    List<ViewPart> step = new ArrayList<>();
    int size = 0;
    for (ViewPart part : parts) {
      if (!step.isEmpty() && size + part.size() > STEP_SIZE) {
        compareStep(step, refold);
        step.clear();
        size = 0;
      }
      step.add(part);
      size += part.size();
    }
    if (!step.isEmpty()) {
      compareStep(step, refold);
    }
  }

  private void compareStep(List<ViewPart> parts, Refold refold) {
    if (progress.isStopRequested()) {
      throw new LogWalk.StoppedException();
    }
    Snapshot read = views.read(step -> parts.forEach(part -> part.ask(step)));
    advance(refold, walk, read);
    int first = 0;
    for (ViewPart part : parts) {
      part.compare(read.from(first), refold, findings);
      first += part.replies();
      progress.advance(part.size());
    }
  }
}
