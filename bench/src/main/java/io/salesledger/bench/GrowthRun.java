package io.salesledger.bench;

import io.salesledger.parts.RedisServer;
import io.salesledger.parts.Waiting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Fills the topics and measures each point of each sweep. Runs once, on one thread. */
final class GrowthRun {
  private static final String TOPIC_PREFIX = "growth_events_";

  private final GrowthPlan plan;
  private final Installed installed;
  private final Waiting waiting;
  private final Consumer<String> progress;
  private final CheckedRuns runs;
  private final Map<Log, Payments> logs = new HashMap<>();
  private final Map<Setup, GrowthPoint> folded = new HashMap<>();

  GrowthRun(GrowthPlan plan, Installed installed, Waiting waiting, Consumer<String> progress) {
    this.plan = plan;
    this.installed = installed;
    this.waiting = waiting;
    this.progress = progress;
    this.runs = new CheckedRuns(plan.folder(), waiting, progress);
  }

  private record Log(Workload workload, long partitions) {}

  /**
   * Does it all. What several sweeps have in common is measured once.
   *
   * @return the points of each sweep
   * @throws io.salesledger.contract.LedgerFailure if a run fails, or its sums are wrong
   */
  Map<Sweep, List<GrowthPoint>> run() {
    progress.accept("starting a broker and a registry");
    try (Ground ground = Ground.start(plan.folder(), plan.overrides())) {
      Map<Sweep, List<GrowthPoint>> swept = new EnumMap<>(Sweep.class);
      for (Sweep sweep : plan.sweeps()) {
        List<GrowthPoint> points = new ArrayList<>();
        for (Setup setup : sweep.points(plan.plain())) {
          points.add(
              sweep == Sweep.AUDIT
                  ? audit(ground, setup)
                  : fold(ground, setup, title(sweep, setup)));
        }
        swept.put(sweep, points);
      }
      return swept;
    }
  }

  private static String title(Sweep sweep, Setup setup) {
    return String.format(Locale.ROOT, "%s %,d", sweep.label(), setup.get(sweep.knob()));
  }

  private GrowthPoint fold(Ground ground, Setup setup, String title) {
    GrowthPoint before = folded.get(setup);
    if (before != null) {
      return before;
    }
    Payments payments = log(ground, setup);
    OnStorm ours =
        new OnStorm(
            ground,
            waiting,
            Patience.with(payments.records()),
            new LedgerProgram(ground, waiting, installed, true, setup.settings(), setup.storm()));
    String label = ContenderName.OURS.label();
    List<Measured> all =
        IntStream.range(0, plan.rounds())
            .mapToObj(round -> runs.run(ours, label, title, payments))
            .toList();
    GrowthPoint point = new GrowthPoint(setup, Map.of(label, all));
    folded.put(setup, point);
    return point;
  }

  /** A Redis without anything gets its views by a rebuild; then they are verified. */
  GrowthPoint audit(Ground ground, Setup setup) {
    Payments payments = log(ground, setup);
    Map<String, List<Measured>> audits = new LinkedHashMap<>();
    for (int round = 0; round < plan.rounds(); round++) {
      Path folder = plan.folder().resolve("audited-" + payments.topic() + "-" + round);
      try (RedisServer redis = RedisServer.start(folder)) {
        for (String work : List.of(AuditContender.REBUILD, AuditContender.VERIFY)) {
          Contender audit = AuditContender.of(work, ground, installed, waiting, payments, redis);
          audits
              .computeIfAbsent(work, w -> new ArrayList<>())
              .add(runs.run(audit, work, work + " " + title(Sweep.AUDIT, setup), payments));
        }
      }
    }
    return new GrowthPoint(setup, audits);
  }

  private Payments log(Ground ground, Setup setup) {
    Workload workload = setup.workload(plan.seed(), plan.now());
    Log log = new Log(workload, setup.get(Knob.PARTITIONS));
    Payments before = logs.get(log);
    if (before != null) {
      return before;
    }
    progress.accept(
        String.format(
            Locale.ROOT,
            "appending %,d payments, %s, %d minutes, %d %% late, %d partitions",
            workload.records(),
            workload.title(),
            workload.minutes(),
            workload.latePercent(),
            log.partitions()));
    Payments payments =
        new Preload(waiting)
            .fill(
                ground.settings(TOPIC_PREFIX + logs.size(), setup.settings()),
                workload,
                Format.AVRO);
    logs.put(log, payments);
    return payments;
  }
}
