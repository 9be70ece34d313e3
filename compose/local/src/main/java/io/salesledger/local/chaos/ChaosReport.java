package io.salesledger.local.chaos;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.salesledger.contract.Money;
import io.salesledger.local.status.TextTable;
import io.salesledger.local.status.TextTable.Side;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What came of a run, for people and for machines. Immutable.
 *
 * @param seed of the run
 * @param tally what it counted
 * @param seconds how long it took
 * @param failure why it ended early; empty: it did not
 */
record ChaosReport(long seed, ChaosTally tally, double seconds, Optional<String> failure) {
  private static final JsonMapper JSON = new JsonMapper();

  /** One row of the table. */
  private record Row(
      FaultKind kind, int begun, int survived, double median, double max, long figures) {}

  private List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (FaultKind kind : FaultKind.values()) {
      int begun = (int) tally.begun().stream().filter(kind::equals).count();
      List<FaultResult> results =
          tally.results().stream().filter(result -> result.kind() == kind).toList();
      double[] seconds =
          results.stream().mapToDouble(FaultResult::recoverySeconds).sorted().toArray();
      if (begun > 0) {
        rows.add(
            new Row(
                kind,
                begun,
                results.size(),
                median(seconds),
                Arrays.stream(seconds).max().orElse(0),
                results.stream().mapToLong(FaultResult::figures).sum()));
      }
    }
    return rows;
  }

  /** Of sorted figures; 0 of none. */
  static double median(double[] sorted) {
    int middle = sorted.length / 2;
    if (sorted.length == 0) {
      return 0;
    }
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** For people: a table, and what was proved besides. */
  List<String> lines() {
    TextTable table =
        new TextTable(
            Side.LEFT, Side.RIGHT, Side.RIGHT, Side.RIGHT, Side.RIGHT, Side.RIGHT, Side.LEFT);
    table.add(
        "fault", "survived", "recovery s", "longest s", "compared", "differences", "what is done");
    for (Row row : rows()) {
      table.add(
          row.kind().label(),
          row.survived() + " of " + row.begun(),
          String.format(Locale.ROOT, "%.1f", row.median()),
          String.format(Locale.ROOT, "%.1f", row.max()),
          String.format(Locale.ROOT, "%,d", row.figures()),
          row.begun() == row.survived() ? "0" : differencesOfLast(),
          row.kind().description());
    }
    List<String> lines = new ArrayList<>(table.lines());
    AnswerWatch.Tally answers = tally.answers().tally();
    lines.add(
        String.format(
            Locale.ROOT,
            "%d faults, %,d offsets of the log verified, in %.0f s; seed %d",
            tally.results().size(),
            tally.offsets(),
            seconds,
            seed));
    lines.add(
        String.format(
            Locale.ROOT,
            "API read all the while: %,d answers, %,d compared with another of the same offsets,"
                + " %,d mixed two states; %,d requests unanswered",
            answers.answers(),
            answers.compared(),
            answers.mismatched(),
            answers.unanswered()));
    tally
        .counted()
        .ifPresent(
            sums ->
                lines.add(
                    String.format(
                        Locale.ROOT,
                        "plain count of the log: %,d payments, %,d other records, total %s, %,d"
                            + " units: as the views say",
                        sums.payments(),
                        sums.others(),
                        Money.toDecimal(sums.minorUnits(), 2),
                        sums.units())));
    return lines;
  }

  private String differencesOfLast() {
    return tally.differences() > 0 ? String.format(Locale.ROOT, "%,d", tally.differences()) : "?";
  }

  /** For machines: one line. */
  String json() {
    ObjectNode root = JSON.createObjectNode();
    root.put("seed", seed);
    root.put("seconds", Math.round(seconds * 10) / 10.0);
    root.put("offsets", tally.offsets());
    root.put("differences", tally.differences());
    ArrayNode kinds = root.putArray("kinds");
    for (Row row : rows()) {
      ObjectNode one = kinds.addObject();
      one.put("fault", row.kind().label());
      one.put("begun", row.begun());
      one.put("survived", row.survived());
      one.put("recoveryMedianSeconds", Math.round(row.median() * 10) / 10.0);
      one.put("recoveryMaxSeconds", Math.round(row.max() * 10) / 10.0);
      one.put("figuresCompared", row.figures());
    }
    ArrayNode faults = root.putArray("faults");
    for (FaultResult result : tally.results()) {
      ObjectNode one = faults.addObject();
      one.put("fault", result.kind().label());
      one.put("detail", result.detail());
      one.put("recoverySeconds", Math.round(result.recoverySeconds() * 10) / 10.0);
      one.put("offsets", result.offsets());
    }
    AnswerWatch.Tally answers = tally.answers().tally();
    ObjectNode api = root.putObject("api");
    api.put("answers", answers.answers());
    api.put("compared", answers.compared());
    api.put("mismatched", answers.mismatched());
    api.put("unanswered", answers.unanswered());
    tally
        .counted()
        .ifPresent(
            sums -> {
              ObjectNode plain = root.putObject("plainCount");
              plain.put("payments", sums.payments());
              plain.put("others", sums.others());
              plain.put("totalMinorUnits", sums.minorUnits());
              plain.put("units", sums.units());
            });
    failure.ifPresent(why -> root.put("failure", why));
    return root.toString();
  }
}
