package io.salesledger.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What sweeps came to, for people, from the report for machines. Stateless. */
final class GrowthText implements ReportForm {
  private static final String OURS = ContenderName.OURS.label();
  private static final double MEGABYTE = 1 << 20;
  private static final double MILLION = 1e6;

  @Override
  public String command() {
    return "ledger bench-growth";
  }

  @Override
  public String field() {
    return "sweeps";
  }

  @Override
  public List<String> lines(JsonNode report) {
    List<String> lines = new ArrayList<>();
    for (Sweep sweep : sweeps(report)) {
      lines.addAll(aligned(table(sweep, points(report, sweep))));
      lines.add("");
    }
    return lines;
  }

  @Override
  public List<String> markdown(JsonNode report, Path page, String stem) throws IOException {
    List<String> lines = new ArrayList<>();
    for (Sweep sweep : sweeps(report)) {
      JsonNode points = points(report, sweep);
      lines.addAll(List.of("### " + sweep.label(), ""));
      List<List<String>> table = table(sweep, points);
      lines.add(row(table.get(0)));
      lines.add(row(table.get(0).stream().map(cell -> "--:").toList()));
      table.stream().skip(1).map(GrowthText::row).forEach(lines::add);
      String picture = stem + "-" + sweep.label() + ".svg";
      GrowthPictures.draw(sweep, points, page.resolveSibling(picture));
      lines.addAll(List.of("", "![" + sweep.axis() + "](" + picture + ")", ""));
    }
    lines.addAll(ReportText.whatRan(report));
    lines.addAll(List.of("", "| sweep, its first point | settings |", "| --- | --- |"));
    settings(report)
        .forEach((told, who) -> lines.add("| " + String.join(", ", who) + " | " + told + " |"));
    return lines;
  }

  /** Which first points ran with which settings. */
  private static Map<String, List<String>> settings(JsonNode report) {
    Map<String, List<String>> settings = new LinkedHashMap<>();
    for (Sweep sweep : sweeps(report)) {
      JsonNode first = points(report, sweep).path(0);
      for (String name : names(sweep)) {
        settings
            .computeIfAbsent(ReportText.settings(first.path(name)), told -> new ArrayList<>())
            .add(sweep == Sweep.AUDIT ? name : sweep.label());
      }
    }
    return settings;
  }

  private static List<String> aligned(List<List<String>> table) {
    List<Integer> widths =
        IntStream.range(0, table.get(0).size())
            .mapToObj(
                column -> table.stream().mapToInt(row -> row.get(column).length()).max().orElse(0))
            .toList();
    return table.stream()
        .map(
            row ->
                IntStream.range(0, row.size())
                    .mapToObj(
                        column ->
                            " ".repeat(widths.get(column) - row.get(column).length())
                                + row.get(column))
                    .collect(Collectors.joining("  ")))
        .toList();
  }

  /** Those that a report has, in the order of {@link Sweep}. */
  private static List<Sweep> sweeps(JsonNode report) {
    return Arrays.stream(Sweep.values()).filter(sweep -> !points(report, sweep).isEmpty()).toList();
  }

  private static JsonNode points(JsonNode report, Sweep sweep) {
    return report.path("sweeps").path(sweep.label());
  }

  /** Who ran. */
  private static List<String> names(Sweep sweep) {
    return sweep == Sweep.AUDIT
        ? List.of(AuditContender.VERIFY, AuditContender.REBUILD)
        : List.of(OURS);
  }

  /** Head and rows. */
  private static List<List<String>> table(Sweep sweep, JsonNode points) {
    List<List<String>> table = new ArrayList<>();
    if (sweep == Sweep.AUDIT) {
      table.add(
          List.of(
              sweep.axis(),
              "verify, s a million",
              "verify, a second",
              "verify, peak MB",
              "rebuild, s a million",
              "rebuild, a second",
              "rebuild, peak MB"));
      points.forEach(point -> table.add(auditRow(sweep, point)));
      return table;
    }
    List<String> head =
        new ArrayList<>(
            List.of(sweep.axis(), "payments/s", "CPU s a million", "worker, peak MB", "Redis, MB"));
    if (!sweep.redisUnit().isEmpty()) {
      head.add("Redis, bytes a " + sweep.redisUnit() + " more");
    }
    table.add(head);
    for (int i = 0; i < points.size(); i++) {
      table.add(row(sweep, points.path(i), points.path(i - 1)));
    }
    return table;
  }

  private static List<String> row(Sweep sweep, JsonNode point, JsonNode before) {
    JsonNode ours = point.path(OURS);
    List<String> row = new ArrayList<>();
    row.add(whole(point.path("at").asDouble()));
    row.add(whole(perSecond(ours)));
    row.add(
        decimal(ours.path("cpuSeconds").asDouble() / ours.path("records").asDouble() * MILLION));
    row.add(whole(workerMegabytes(point)));
    row.add(decimal(redisMegabytes(point)));
    if (!sweep.redisUnit().isEmpty()) {
      row.add(
          before.isMissingNode()
              ? ""
              : whole(
                  (redisMegabytes(point) - redisMegabytes(before))
                      * MEGABYTE
                      / (point.path("at").asDouble() - before.path("at").asDouble())));
    }
    return row;
  }

  private static List<String> auditRow(Sweep sweep, JsonNode point) {
    List<String> row = new ArrayList<>();
    row.add(whole(point.path("at").asDouble()));
    for (String name : names(sweep)) {
      row.add(decimal(secondsAMillion(point.path(name))));
      row.add(whole(perSecond(point.path(name))));
      row.add(whole(point.path(name).path("peakRssBytes").asDouble() / MEGABYTE));
    }
    return row;
  }

  static double perSecond(JsonNode figures) {
    return figures.path("recordsPerSecond").path("median").asDouble();
  }

  static double secondsAMillion(JsonNode figures) {
    return MILLION / perSecond(figures);
  }

  static double workerMegabytes(JsonNode point) {
    return point.path(OURS).path("processes").path("worker").path("peakRssBytes").asDouble()
        / MEGABYTE;
  }

  static double redisMegabytes(JsonNode point) {
    return point.path(OURS).path("redisBytes").asDouble() / MEGABYTE;
  }

  private static String row(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |";
  }

  private static String whole(double value) {
    return String.format(Locale.ROOT, "%,.0f", value);
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%,.2f", value);
  }
}
