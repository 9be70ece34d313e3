package io.salesledger.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** What sweeps came to, for machines. Figures without a spread are medians. Stateless. */
final class GrowthReport {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private GrowthReport() {}

  /** The report. */
  static ObjectNode of(
      int rounds, Map<Sweep, List<GrowthPoint>> swept, Map<String, String> versions) {
    ObjectNode report = JSON.createObjectNode();
    ObjectNode sweeps = report.putObject("sweeps");
    swept.forEach(
        (sweep, points) -> {
          var told = sweeps.putArray(sweep.label());
          points.forEach(point -> told.add(point(sweep, point)));
        });
    report.put("rounds", rounds);
    Machine.describe(report.putObject("machine"));
    ObjectNode parts = report.putObject("versions");
    versions.forEach(parts::put);
    return report;
  }

  private static ObjectNode point(Sweep sweep, GrowthPoint point) {
    ObjectNode told = JSON.createObjectNode();
    told.put("at", point.setup().get(sweep.knob()));
    point.runs().forEach((name, runs) -> told.set(name, BenchReport.contender(runs)));
    ObjectNode setup = told.putObject("setup");
    for (Knob knob : Knob.values()) {
      setup.put(knob.label(), point.setup().get(knob));
    }
    return told;
  }
}
