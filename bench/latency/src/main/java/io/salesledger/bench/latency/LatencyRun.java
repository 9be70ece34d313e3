package io.salesledger.bench.latency;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.parts.Waiting;
import io.salesledger.schemas.SalesTopic;
import io.salesledger.schemas.SchemaRegistration;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;

/** Measures each rate of a plan on a stack that is up. Runs once, on one thread. */
final class LatencyRun {
  private static final Duration REGISTRY_PATIENCE = Duration.ofSeconds(30);

  /** A rate that the machine does not hold leaves a backlog, which is to be read first. */
  private static final Duration DRAIN_PATIENCE = Duration.ofMinutes(10);

  private final LatencyPlan plan;
  private final LedgerSettings settings;
  private final Waiting waiting;
  private final PrintWriter progress;

  LatencyRun(LatencyPlan plan, LedgerSettings settings, Waiting waiting, PrintWriter progress) {
    this.plan = plan;
    this.settings = settings;
    this.waiting = waiting;
    this.progress = progress;
  }

  /**
   * Runs it.
   *
   * @throws LedgerFailure if a payment is lost, or the total at the end is not what was appended
   */
  List<RateLatency> run() {
    int partitions;
    try (Admin admin = SalesTopic.connect(settings.kafka())) {
      partitions = new SalesTopic(admin, settings.kafka()).ensure().partitions();
    }
    int schemaId = SchemaRegistration.ensure(settings, REGISTRY_PATIENCE).newestId();
    Visibility visibility = new Visibility(partitions);
    List<RateLatency> measured = new ArrayList<>();
    try (TotalWatch watch = TotalWatch.start(settings.api().port(), visibility);
        SteadyLoad load = new SteadyLoad(settings.kafka(), schemaId, plan.products(), visibility)) {
      for (int rate : plan.rates()) {
        measured.add(measure(rate, visibility, watch, load));
      }
      compare(load.expected(), watch.total());
    }
    return measured;
  }

  private RateLatency measure(int rate, Visibility visibility, TotalWatch watch, SteadyLoad load) {
    visibility.restart();
    if (plan.warmUpSeconds() > 0) {
      tell(rate + " payments/s, warm-up of " + plan.warmUpSeconds() + " s");
      double unused = load.run(waiting, rate, plan.warmUpSeconds(), false);
      awaitVisible(visibility);
    }
    tell(rate + " payments/s, measured for " + plan.seconds() + " s");
    long answersBefore = watch.answers();
    double handedOver = load.run(waiting, rate, plan.seconds(), true);
    long answers = watch.answers() - answersBefore;
    awaitVisible(visibility);
    return new RateLatency(
        rate, handedOver, answers, visibility.sinceDue(), visibility.sinceAppend());
  }

  private void awaitVisible(Visibility visibility) {
    waiting.until(
        "answer that holds every payment", DRAIN_PATIENCE, () -> visibility.waiting() == 0);
  }

  private static void compare(TotalWatch.Total expected, TotalWatch.Total told) {
    if (!told.isSameAs(expected)) {
      throw LedgerFailure.failed(
          "/api/total tells " + told + " where " + expected + " was appended");
    }
  }

  private void tell(String what) {
    progress.println("ledger bench-latency: " + what);
    progress.flush();
  }
}
