package io.salesledger.local;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.salesledger.contract.PlainLine;
import io.salesledger.windowing.audit.AuditReport;
import io.salesledger.windowing.audit.Difference;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * An audit's report as people and machines read it. Immutable.
 *
 * @param report of the audit
 */
record AuditText(AuditReport report) {

  /** Its lines: each difference, what was compared, as of which offsets. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    report.differences().forEach(difference -> lines.add(difference.toText()));
    lines.add(
        String.format(
            Locale.ROOT,
            "%s: %,d figures compared with %,d offsets of the log, refolded in %.1f s (%,.0f/s)",
            verdict(),
            report.figures(),
            report.offsets(),
            report.refoldMillis() / 1e3,
            report.offsets() * 1e3 / Math.max(1, report.refoldMillis())));
    if (report.figures() > 0) {
      lines.add(
          "compared: "
              + report.compared().entrySet().stream()
                  .map(kind -> String.format(Locale.ROOT, "%,d %s", kind.getValue(), kind.getKey()))
                  .collect(Collectors.joining(", ")));
    }
    lines.add("as of partition:offset " + report.asOf());
    if (!report.stopped().isEmpty()) {
      lines.add("the ledger has stopped: " + PlainLine.of(report.stopped()));
    }
    return lines;
  }

  private String verdict() {
    if (report.isEqual()) {
      return "equal";
    }
    long count = report.differing();
    String differences =
        String.format(Locale.ROOT, "%,d difference%s", count, count == 1 ? "" : "s");
    return report.notCompared().isEmpty()
        ? differences
        : differences + " (" + report.notCompared() + ")";
  }

  /** The whole of it. */
  ObjectNode json() {
    ObjectNode root = JsonMapper.builder().build().createObjectNode();
    root.put("equal", report.isEqual());
    root.put("asOf", report.asOf());
    root.put("offsets", report.offsets());
    root.put("refoldMillis", report.refoldMillis());
    ObjectNode compared = root.putObject("compared");
    report.compared().forEach(compared::put);
    root.put("differing", report.differing());
    ArrayNode differences = root.putArray("differences");
    for (Difference difference : report.differences()) {
      ObjectNode one = differences.addObject();
      one.put("key", difference.key());
      one.put("field", difference.field());
      one.put("expected", difference.expected());
      one.put("found", difference.found());
      if (!difference.explanation().isEmpty()) {
        one.put("explanation", difference.explanation());
      }
    }
    if (!report.notCompared().isEmpty()) {
      root.put("notCompared", report.notCompared());
    }
    if (!report.stopped().isEmpty()) {
      root.put("stopped", report.stopped());
    }
    return root;
  }
}
