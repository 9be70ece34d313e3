package io.salesledger.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What the runs came to, for machines. {@code contenders} is of the first workload; each workload
 * has its own under {@code workloads}. Figures without a spread are medians. Stateless.
 */
final class BenchReport {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private BenchReport() {}

  /** The report. */
  static ObjectNode of(BenchPlan plan, List<Tally> tallies, Map<String, String> versions) {
    ObjectNode report = JSON.createObjectNode();
    report.set("contenders", contenders(tallies.get(0)));
    report.put("rounds", plan.rounds());
    Machine.describe(report.putObject("machine"));
    ObjectNode told = report.putObject("versions");
    versions.forEach(told::put);
    ArrayNode workloads = report.putArray("workloads");
    for (Tally tally : tallies) {
      Workload workload = tally.workload();
      workloads
          .addObject()
          .put("records", workload.records())
          .put("products", workload.products())
          .put("distribution", workload.distribution().label())
          .put("seed", workload.seed())
          .put("firstMillis", workload.firstMillis())
          .put("eventsPerSecond", workload.paymentsPerSecond())
          .put("partitions", tally.partitions())
          .put("payloadBytes", tally.payloadBytes())
          .set("contenders", contenders(tally));
    }
    return report;
  }

  private static ObjectNode contenders(Tally tally) {
    ObjectNode contenders = JSON.createObjectNode();
    tally.runs().forEach((name, runs) -> contenders.set(name.label(), contender(runs)));
    return contenders;
  }

  /** A contender's runs. */
  static ObjectNode contender(List<Measured> runs) {
    ObjectNode contender = JSON.createObjectNode();
    Spread rate = Spread.of(runs.stream().map(Measured::recordsPerSecond).toList());
    contender
        .putObject("recordsPerSecond")
        .put("min", Math.round(rate.min()))
        .put("median", Math.round(rate.median()))
        .put("max", Math.round(rate.max()));
    contender.put("cpuSeconds", median(runs, run -> run.use().cpuSeconds()));
    contender.put("peakRssBytes", Math.round(median(runs, run -> run.use().peakRssBytes())));
    if (runs.get(0).redisBytes() > 0) {
      contender.put("redisBytes", Math.round(median(runs, Measured::redisBytes)));
    }
    contender.put("records", runs.get(0).records());
    contender.put("seconds", median(runs, Measured::seconds));
    ObjectNode processes = contender.putObject("processes");
    for (String process : runs.get(0).uses().keySet()) {
      processes
          .putObject(process)
          .put("cpuSeconds", median(runs, run -> use(run, process).cpuSeconds()))
          .put("peakRssBytes", Math.round(median(runs, run -> use(run, process).peakRssBytes())));
    }
    ObjectNode settings = contender.putObject("settings");
    runs.get(0).settings().forEach(settings::put);
    return contender;
  }

  private static ProcessUse use(Measured run, String process) {
    return run.uses().getOrDefault(process, ProcessUse.NONE);
  }

  private static double median(List<Measured> runs, ToDoubleFunction<Measured> figure) {
    double median = Spread.of(runs.stream().map(figure::applyAsDouble).toList()).median();
    return Math.round(median * 1000) / 1000.0;
  }
}
