package io.salesledger.local.chaos;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.parts.Waiting;
import io.salesledger.windowing.audit.Audit;
import io.salesledger.windowing.audit.AuditProgress;
import io.salesledger.windowing.audit.AuditReport;
import io.salesledger.windowing.audit.Difference;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.apache.kafka.common.TopicPartition;
import redis.clients.jedis.Jedis;

/**
 * One run: a stack, a load, faults one after the other, and after each the proof. Runs once, on one
 * thread.
 */
final class ChaosRun {
  /** How long anything may take that a fault has interrupted. */
  static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final long MAX_BEFORE_FAULT_MILLIS = 4_000;
  private static final long AFTER_FAULT_MILLIS = 500;

  private final ChaosPlan plan;
  private final ChaosStack stack;
  private final LedgerSettings settings;
  private final Waiting waiting;
  private final ChaosProgress progress;
  private final ChaosTally tally;
  private final Clock clock;

  ChaosRun(
      ChaosPlan plan,
      ChaosStack stack,
      Waiting waiting,
      ChaosProgress progress,
      ChaosTally tally,
      Clock clock) {
    this.plan = plan;
    this.stack = stack;
    this.settings = stack.settings();
    this.waiting = waiting;
    this.progress = progress;
    this.tally = tally;
    this.clock = clock;
  }

  /**
   * Does all of the plan.
   *
   * @throws LedgerFailure as soon as a figure differs, or something does not recover
   */
  void run() {
    progress.step("bringing the stack up");
    stack.up();
    LedgerApi api = new LedgerApi(settings.api().port());
    Faults faults = new Faults(stack, waiting);
    SplittableRandom random = new SplittableRandom(plan.seed());
    try (ApiReader reader = ApiReader.start(api, tally.answers());
        LedgerWatch watch = new LedgerWatch(settings, api, waiting);
        Load load = new Load(stack, plan.home(), waiting, plan.paymentsPerSecond(), plan.seed())) {
      for (FaultKind kind : plan.order()) {
        progress.step(kind.label());
        tally.begin(kind);
        FaultResult result = round(kind, random.split(), faults, load, watch);
        tally.end(result);
        progress.done(result, tally);
        refuseMismatches();
      }
      progress.step("counting the log");
      OptionalLong appended = load.stop();
      watch.awaitCounted(watch.ends());
      countApart(watch, appended);
    }
  }

  private FaultResult round(
      FaultKind kind, SplittableRandom random, Faults faults, Load load, LedgerWatch watch) {
    faults.prepare(kind);
    long before = LedgerWatch.sum(watch.ends());
    // The load is on its way, and a part of it counted.
    awaitLoad(load, watch, before + 1);
    Map<TopicPartition, Long> loaded = watch.ends();
    tally.odd(new OddRecords(settings.kafka()).append(loaded, random));
    watch.awaitCounted(loaded);
    waiting.pause(random.nextLong(MAX_BEFORE_FAULT_MILLIS));

    progress.step(kind.label() + ": done to it");
    Injected injected = faults.inject(kind, random);
    progress.step(kind.label() + ": recovering");
    waiting.pause(AFTER_FAULT_MILLIS);
    watch.awaitCounted(watch.ends());
    double recoverySeconds = (System.nanoTime() - injected.atNanos()) / 1e9;
    stack.awaitParts();
    awaitLoad(load, watch, plan.paymentsPerFault() * (tally.results().size() + 1));

    progress.step(kind.label() + ": becoming quiet");
    load.pause();
    watch.awaitCounted(watch.ends());
    progress.step(kind.label() + ": verifying");
    AuditReport report = verify();
    return new FaultResult(
        kind,
        injected.detail(),
        recoverySeconds,
        report.offsets(),
        report.figures(),
        report.differences().size());
  }

  /** The load goes on, and the log holds so many. */
  private void awaitLoad(Load load, LedgerWatch watch, long due) {
    load.resume();
    long missing = Math.max(0, due - LedgerWatch.sum(watch.ends()));
    waiting.until(
        "load",
        PATIENCE.plusSeconds(2 * missing / plan.paymentsPerSecond()),
        () -> {
          if (load.hasEnded()) {
            load.resume();
          }
          return LedgerWatch.sum(watch.ends()) >= due;
        });
  }

  private AuditReport verify() {
    AuditReport report =
        new Audit(settings, new Stopping(), clock).run().orElseThrow(Waiting.StoppedException::new);
    if (!report.isEqual() || !report.stopped().isEmpty()) {
      tally.differences(report.differences().size());
      throw LedgerFailure.failed(report.differences().size() + " differences" + saved(report));
    }
    return report;
  }

  private String saved(AuditReport report) {
    Path file = plan.home().resolve("differences.txt");
    try {
      Files.write(file, report.differences().stream().map(Difference::toText).toList());
    } catch (IOException e) {
      throw LedgerFailure.failed("cannot write " + file + ": " + e.getMessage(), e);
    }
    String first =
        report.differences().isEmpty()
            ? ""
            : ", the first: " + report.differences().get(0).toText();
    String why = report.notCompared() + report.stopped();
    return first + (why.isEmpty() ? "" : " (" + why + ")") + "; all of them in " + file;
  }

  private void refuseMismatches() {
    AnswerWatch.Tally answers = tally.answers().tally();
    if (answers.mismatched() > 0) {
      throw LedgerFailure.failed(
          answers.mismatched()
              + " answers of the API mix two states, the first: "
              + answers.mismatches().get(0));
    }
  }

  private void countApart(LedgerWatch watch, OptionalLong generated) {
    PlainCount.Sums sums = new PlainCount(settings, waiting).upTo(watch.ends());
    try (Jedis redis = new Jedis(URI.create(settings.redis().uri()))) {
      refuseUnless("sales:total", sums.minorUnits(), redis.get(settings.redis().keys().total()));
      refuseUnless(
          "sales:total:count", sums.units(), redis.get(settings.redis().keys().totalCount()));
    }
    refuseUnless("applied", sums.payments(), "" + watch.figure("applied"));
    refuseUnless("quarantined", sums.others(), "" + watch.figure("quarantined"));
    long records = sums.payments() + sums.others();
    if (generated.isPresent()) {
      refuseUnless("appended", records, "" + (generated.getAsLong() + tally.odd()));
    }
    tally.counted(sums);
  }

  private static void refuseUnless(String what, long onTheLog, String told) {
    if (!Long.toString(onTheLog).equals(told)) {
      throw LedgerFailure.failed(
          what + " is " + told + ", but a plain count of the log says " + onTheLog);
    }
  }

  /** Lets the audit end when the run is to. */
  private final class Stopping implements AuditProgress {
    @Override
    public void begin(String step, long total) {}

    @Override
    public void advance(long more) {}

    @Override
    public boolean isStopRequested() {
      return waiting.isStopRequested();
    }
  }
}
