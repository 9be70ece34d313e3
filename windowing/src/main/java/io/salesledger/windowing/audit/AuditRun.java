package io.salesledger.windowing.audit;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.ViewKeys;
import io.salesledger.schemas.SalesTopic;
import io.salesledger.windowing.core.AppliedOffsets;
import io.salesledger.windowing.store.RedisSession;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** One attempt of an audit: the offsets, the refold, the comparison, the explanation. */
final class AuditRun {
  private final LedgerSettings settings;
  private final AuditProgress progress;
  private final RedisSession session;
  private final JudgeRules rules;
  private final LogWalk walk;
  private final ViewKeys keys;
  private final Findings findings = new Findings();
  private String stopped = "";

  AuditRun(
      LedgerSettings settings,
      AuditProgress progress,
      RedisSession session,
      JudgeRules rules,
      LogWalk walk) {
    this.settings = settings;
    this.progress = progress;
    this.session = session;
    this.rules = rules;
    this.walk = walk;
    this.keys = settings.redis().keys();
  }

  /** What the views are compared with: the log folded up to where they stand. */
  private record Base(Refold refold, ViewsReader views, long refoldMillis) {}

  /**
   * Runs it.
   *
   * @param expected the views may name partitions below this one
   * @param begins the first offset of so many partitions
   * @param ends the first offset of each that is not readable yet
   */
  AuditReport run(
      SalesTopic.Identity topic,
      int expected,
      IntFunction<Map<Integer, Long>> begins,
      IntFunction<Map<Integer, Long>> ends) {
    int partitions = topic.partitions();
    StoredLedger stored = StoredLedger.read(session, settings, partitions);
    stored.refuseBeyond(expected);
    stopped = stored.identity().getOrDefault("broken", "");
    if (!stored.isOf(Audit.identity(settings, topic), keys, findings)) {
      return report(Optional.empty(), "the views were not folded from this log in this way");
    }
    if (!stored.hasAllPartitions(keys, findings)) {
      return report(Optional.empty(), "nothing can be compared without a partition's accounts");
    }
    checkBegins(begins.apply(partitions));
    Map<Integer, Long> logEnds = ends.apply(partitions);
    Optional<Base> base = base(stored, partitions, expected, logEnds);
    if (base.isEmpty()) {
      return report(Optional.empty(), "nothing can be compared without a partition's offsets");
    }
    new ViewsAudit(settings, progress, base.get().views(), walk, findings)
        .compare(base.get().refold(), partitions, stored.accounts().keySet());
    new QuarantineAudit(base.get().views(), keys, rules)
        .compare(base.get().refold(), walk, findings);
    return report(base, "");
  }

  private void checkBegins(Map<Integer, Long> begins) {
    begins.forEach(
        (partition, begin) -> {
          if (begin > 0) {
            throw LedgerFailure.failed(
                "partition "
                    + partition
                    + " of "
                    + settings.kafka().topic()
                    + " begins at offset "
                    + begin
                    + ": the payments before it are gone, so nothing proves the views any more");
          }
        });
  }

  /**
   * Folds the log up to the stored offsets. Where a partition's offsets and accounts disagree, one
   * of them was edited: the one that less of the other views bears out.
   */
  private Optional<Base> base(
      StoredLedger stored, int partitions, int expected, Map<Integer, Long> ends) {
    List<Map<Integer, ViewsReader.Repair>> attempts = new ArrayList<>();
    attempts.add(Map.of());
    for (int partition : stored.accounts().keySet()) {
      for (ViewsReader.Repair repair : stored.repairs(partition)) {
        if (repair.right().covered() <= ends.getOrDefault(partition, 0L)) {
          attempts.add(Map.of(partition, repair));
        }
      }
    }
    Optional<Base> best = Optional.empty();
    Map<Integer, ViewsReader.Repair> bestRepairs = Map.of();
    long fewest = Long.MAX_VALUE;
    for (Map<Integer, ViewsReader.Repair> repairs : attempts) {
      if (!isReadable(stored, repairs, ends, attempts.size() > 1)) {
        continue;
      }
      Base base = fold(partitions, expected, repairs);
      long differences =
          attempts.size() == 1 ? 0 : repairs.size() + differences(base, stored.accounts().keySet());
      if (differences < fewest) {
        fewest = differences;
        best = Optional.of(base);
        bestRepairs = repairs;
      }
    }
    bestRepairs.forEach(this::tell);
    return best;
  }

  private boolean isReadable(
      StoredLedger stored,
      Map<Integer, ViewsReader.Repair> repairs,
      Map<Integer, Long> ends,
      boolean hasOthers) {
    for (int partition : stored.accounts().keySet()) {
      Optional<AppliedOffsets> applied =
          Optional.ofNullable(repairs.get(partition))
              .map(ViewsReader.Repair::right)
              .or(() -> stored.applied(partition));
      if (applied.isEmpty()) {
        if (!hasOthers) {
          findings.same(keys.partition(partition), "low and ranges", "offsets", "what is none");
        }
        return false;
      }
      long end = ends.getOrDefault(partition, 0L);
      if (applied.get().reaches(end)) {
        if (!hasOthers) {
          throw LedgerFailure.failed(
              "partition "
                  + partition
                  + " of "
                  + settings.kafka().topic()
                  + " ends at offset "
                  + end
                  + ", but the views hold "
                  + applied.get()
                  + ": the log was cut or made anew");
        }
        return false;
      }
    }
    return true;
  }

  private Base fold(int partitions, int expected, Map<Integer, ViewsReader.Repair> repairs) {
    ViewsReader views = new ViewsReader(session, keys, partitions, expected, repairs);
    Snapshot read = views.read(step -> step.xlen(keys.quarantine()));
    AppliedVector now = read.applied();
    // A list of more than is set was kept under another setting, until it is next added to.
    int listed = Math.toIntExact(Math.max(settings.views().quarantineEntries(), read.number(0)));
    Refold refold =
        new Refold(
            rules,
            settings.views().timelineMinutes(),
            read.redisMillis() - settings.views().minuteBoardRetentionMillis(),
            listed);
    progress.begin("refold", now.span());
    long startNanos = System.nanoTime();
    refold.advance(walk, now, progress::advance);
    return new Base(refold, views, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos));
  }

  /** How much of totals, accounts and quarantined offsets such a fold leaves unexplained. */
  private long differences(Base base, Collection<Integer> claimed) {
    List<ViewPart> parts = new ArrayList<>();
    parts.add(new TotalsPart(keys));
    for (int partition : claimed) {
      parts.add(new AccountsPart(keys, partition));
      for (long first : base.refold().book(partition).firsts()) {
        parts.add(new QuarantinedOffsetsPart(keys, partition, first));
      }
    }
    Findings trial = new Findings();
    for (ViewPart part : parts) {
      Snapshot read = base.views().read(part::ask);
      ViewsAudit.advance(base.refold(), walk, read);
      part.compare(read, base.refold(), trial);
    }
    return trial.found().size();
  }

  private void tell(int partition, ViewsReader.Repair repair) {
    findings.same(
        keys.partition(partition), "low", Long.toString(repair.right().low()), repair.low());
    findings.same(
        keys.partition(partition), "ranges", repair.right().rangesText(), repair.ranges());
  }

  private AuditReport report(Optional<Base> base, String notCompared) {
    AppliedVector vector = base.map(Base::refold).map(Refold::vector).orElse(AppliedVector.NONE);
    List<Findings.Found> found = findings.found();
    Explainer explainer = new Explainer(found);
    if (explainer.isNeeded() && base.isPresent()) {
      progress.begin("explain", vector.span());
      explainer.look(walk, vector, rules, base.get().refold()::book, progress::advance);
    }
    return new AuditReport(
        vector.toString(),
        vector.covered(),
        base.map(Base::refoldMillis).orElse(0L),
        new TreeMap<>(findings.compared()),
        findings.differing(),
        found.stream()
            .map(each -> each.difference().explained(explainer.explanation(each.clue())))
            .toList(),
        notCompared,
        stopped);
  }
}
