package io.salesledger.bench;

import io.salesledger.bench.contender.Sums;
import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.SettingKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Fills the topics and lets the contenders run in turns. Runs once, on one thread. */
final class BenchRun {
  private static final String PARTITIONS = "8";
  private static final String TOPIC_PREFIX = "sales_events_";

  private final BenchPlan plan;
  private final Installed installed;
  private final Waiting waiting;
  private final PrintWriter progress;
  private int runs;

  BenchRun(BenchPlan plan, Installed installed, Waiting waiting, PrintWriter progress) {
    this.plan = plan;
    this.installed = installed;
    this.waiting = waiting;
    this.progress = progress;
  }

  /**
   * Does it all.
   *
   * @return a tally a workload
   * @throws LedgerFailure if a contender fails, or its sums are wrong
   */
  List<Tally> run() {
    List<Tally> tallies = new ArrayList<>();
    tell("starting a broker and a registry");
    try (Ground ground = Ground.start(plan.folder(), plan.overrides())) {
      for (Workload workload : plan.workloads()) {
        tallies.add(run(ground, workload, TOPIC_PREFIX + tallies.size()));
      }
    }
    return tallies;
  }

  private Tally run(Ground ground, Workload workload, String topic) {
    tell(
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
    tell(String.format(Locale.ROOT, "appended in %.1f s", seconds(startNanos)));
    Tally tally = new Tally(workload);
    tally.payloadBytes(payments.bytes());
    Contenders contenders = new Contenders(ground, installed, waiting, workload);
    for (int round = 0; round < plan.rounds(); round++) {
      for (ContenderName name : plan.order(round)) {
        Payments own = name == ContenderName.DEMO ? asJson : payments;
        tally.add(name, run(contenders.of(name), name, own, round));
      }
    }
    return tally;
  }

  private static LedgerSettings settings(Ground ground, String topic) {
    return ground.settings(topic, Map.of(SettingKey.TOPIC_PARTITIONS, PARTITIONS));
  }

  private Measured run(Contender contender, ContenderName name, Payments payments, int round) {
    waiting.check();
    int number = ++runs;
    Path folder = plan.folder().resolve("run-" + number + "-" + name.label());
    try {
      Files.createDirectories(folder);
      Measured measured = contender.run(payments, folder, number);
      refuseWrong(measured.sums(), contender.expected(payments.expected()));
      tell(
          String.format(
              Locale.ROOT,
              "round %d of %d, %s: %,.0f payments/s (%.2f s, %.1f s of CPU, %d MB)",
              round + 1,
              plan.rounds(),
              name.label(),
              measured.recordsPerSecond(),
              measured.seconds(),
              measured.use().cpuSeconds(),
              measured.use().peakRssBytes() >> 20));
      delete(folder);
      return measured;
    } catch (LedgerFailure e) {
      throw LedgerFailure.failed(name.label() + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw LedgerFailure.failed("cannot write in " + folder + ": " + e.getMessage(), e);
    }
  }

  /** Whoever counts wrongly is not measured. */
  static void refuseWrong(Sums found, Sums expected) {
    Optional<String> difference = found.differenceFrom(expected);
    if (difference.isPresent()) {
      throw LedgerFailure.failed("its sums are wrong: " + difference.get());
    }
  }

  static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void tell(String line) {
    progress.println("ledger bench: " + line);
    progress.flush();
  }

  private static double seconds(long sinceNanos) {
    return (System.nanoTime() - sinceNanos) / 1e9;
  }
}
