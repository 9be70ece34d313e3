package io.salesledger.bench;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.SettingKey;
import io.salesledger.parts.Waiting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** Fills the topics and lets the contenders run in turns. Runs once, on one thread. */
final class BenchRun {
  private static final String TOPIC_PREFIX = "sales_events_";

  private final BenchPlan plan;
  private final Function<BenchPlan, Ground> grounds;
  private final Installed installed;
  private final Waiting waiting;
  private final Consumer<String> progress;
  private final CheckedRuns runs;

  /**
   * One that is not begun.
   *
   * @param grounds starts what all stand on, which the run ends
   * @param progress is told how it goes on, in lines
   */
  BenchRun(
      BenchPlan plan,
      Function<BenchPlan, Ground> grounds,
      Installed installed,
      Waiting waiting,
      Consumer<String> progress) {
    this.plan = plan;
    this.grounds = grounds;
    this.installed = installed;
    this.waiting = waiting;
    this.progress = progress;
    this.runs = new CheckedRuns(plan.folder(), waiting, progress);
  }

  /**
   * Does it all.
   *
   * @return a tally a workload
   * @throws LedgerFailure if a contender fails, or its sums are wrong
   */
  List<Tally> run() {
    List<Tally> tallies = new ArrayList<>();
    progress.accept("starting a broker and a registry");
    try (Ground ground = grounds.apply(plan)) {
      for (Workload workload : plan.workloads()) {
        tallies.add(run(ground, workload, TOPIC_PREFIX + tallies.size()));
      }
    }
    return tallies;
  }

  private Tally run(Ground ground, Workload workload, String topic) {
    progress.accept(
        String.format(
            Locale.ROOT, "appending %,d payments, %s", workload.records(), workload.title()));
    long startNanos = System.nanoTime();
    Preload preload = new Preload(waiting);
    Payments payments = preload.fill(settings(ground, topic), workload, Format.AVRO);
    Payments asJson =
        plan.contenders().contains(ContenderName.DEMO)
            ? preload.fill(
                settings(ground, topic + "_json"), workload.first(plan.demoRecords()), Format.JSON)
            : payments;
    progress.accept(String.format(Locale.ROOT, "appended in %.1f s", seconds(startNanos)));
    Tally tally = new Tally(workload, payments);
    Contenders contenders = new Contenders(ground, installed, waiting, workload);
    for (int round = 0; round < plan.rounds(); round++) {
      for (ContenderName name : plan.order(round)) {
        Payments own = name == ContenderName.DEMO ? asJson : payments;
        String title = "round %d of %d, %s".formatted(round + 1, plan.rounds(), name.label());
        tally.add(name, runs.run(contenders.of(name), name.label(), title, own));
      }
    }
    return tally;
  }

  private LedgerSettings settings(Ground ground, String topic) {
    return ground.settings(
        topic, Map.of(SettingKey.TOPIC_PARTITIONS, Integer.toString(plan.partitions())));
  }

  private static double seconds(long sinceNanos) {
    return (System.nanoTime() - sinceNanos) / 1e9;
  }
}
