package io.salesledger.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;

/** The report for people, from the report for machines. Stateless. */
final class ReportText implements ReportForm {
  private static final String OURS = "ours";
  private static final String RATE = "recordsPerSecond";
  private static final double MEGABYTE = 1 << 20;

  @Override
  public String command() {
    return "ledger bench";
  }

  @Override
  public String field() {
    return "workloads";
  }

  @Override
  public List<String> lines(JsonNode report) {
    List<String> lines = new ArrayList<>();
    for (JsonNode workload : report.path("workloads")) {
      lines.add(title(workload));
      lines.add(
          String.format(
              "%-28s %12s %12s %12s %8s %7s %7s",
              "contender", "min/s", "median/s", "max/s", "ours is", "CPU s", "MB"));
      workload
          .path("contenders")
          .properties()
          .forEach(
              one ->
                  lines.add(
                      String.format(
                          Locale.ROOT,
                          "%-28s %,12d %,12d %,12d %8s %7.1f %,7.0f",
                          one.getKey(),
                          rate(one.getValue(), "min"),
                          rate(one.getValue(), "median"),
                          rate(one.getValue(), "max"),
                          ratio(workload, one.getValue()),
                          one.getValue().path("cpuSeconds").asDouble(),
                          megabytes(one.getValue()))));
    }
    return lines;
  }

  @Override
  public List<String> markdown(JsonNode report, Path page, String stem) throws IOException {
    List<String> pictures = Pictures.draw(report, page, stem);
    List<String> lines = new ArrayList<>();
    int number = 0;
    for (JsonNode workload : report.path("workloads")) {
      lines.addAll(List.of("### " + title(workload), ""));
      lines.addAll(table(workload));
      lines.addAll(List.of("", "![payments a second](" + pictures.get(number++) + ")", ""));
    }
    for (String picture : pictures.subList(number, pictures.size())) {
      lines.addAll(List.of("![payments a second by products](" + picture + ")", ""));
    }
    lines.addAll(whatRan(report));
    lines.addAll(List.of("", "| contender | settings |", "| --- | --- |"));
    report
        .path("contenders")
        .properties()
        .forEach(one -> lines.add("| " + one.getKey() + " | " + settings(one.getValue()) + " |"));
    lines.addAll(List.of("", "### CPU and memory by process", ""));
    lines.addAll(List.of("With " + title(report.path("workloads").path(0)) + ".", ""));
    lines.addAll(List.of("| contender | process | CPU s | peak MB |", "| --- | --- | --: | --: |"));
    report
        .path("contenders")
        .properties()
        .forEach(one -> processes(one.getKey(), one.getValue(), lines));
    return lines;
  }

  /** Machine, rounds and versions, for a page. */
  static List<String> whatRan(JsonNode report) {
    List<String> lines = new ArrayList<>(List.of("### What ran", ""));
    JsonNode machine = report.path("machine");
    lines.add(
        String.format(
            Locale.ROOT,
            "%s, %d cores, %.0f GB, %s; %s. %d round%s.",
            machine.path("processor").asText(),
            machine.path("cores").asInt(),
            machine.path("memoryBytes").asDouble() / MEGABYTE / 1024,
            machine.path("system").asText(),
            machine.path("java").asText(),
            report.path("rounds").asInt(),
            report.path("rounds").asInt() == 1 ? "" : "s"));
    lines.addAll(List.of("", "| part | version |", "| --- | --- |"));
    report
        .path("versions")
        .properties()
        .forEach(one -> lines.add("| " + one.getKey() + " | " + one.getValue().asText() + " |"));
    return lines;
  }

  private static List<String> table(JsonNode workload) {
    List<String> lines = new ArrayList<>();
    lines.add("| contender | min/s | median/s | max/s | ours is | CPU s a million | peak MB |");
    lines.add("| --- | --: | --: | --: | --: | --: | --: |");
    workload
        .path("contenders")
        .properties()
        .forEach(
            one ->
                lines.add(
                    String.format(
                        Locale.ROOT,
                        "| %s | %,d | %,d | %,d | %s | %.2f | %,.0f |",
                        one.getKey(),
                        rate(one.getValue(), "min"),
                        rate(one.getValue(), "median"),
                        rate(one.getValue(), "max"),
                        ratio(workload, one.getValue()),
                        one.getValue().path("cpuSeconds").asDouble()
                            / one.getValue().path("records").asDouble()
                            * 1e6,
                        megabytes(one.getValue()))));
    return lines;
  }

  private static void processes(String contender, JsonNode figures, List<String> lines) {
    figures
        .path("processes")
        .properties()
        .forEach(
            one ->
                lines.add(
                    String.format(
                        Locale.ROOT,
                        "| %s | %s | %.1f | %,.0f |",
                        contender,
                        one.getKey(),
                        one.getValue().path("cpuSeconds").asDouble(),
                        megabytes(one.getValue()))));
  }

  /** In one line. */
  static String settings(JsonNode contender) {
    return String.join(
        "; ",
        StreamSupport.stream(contender.path("settings").properties().spliterator(), false)
            .map(one -> one.getKey() + " `" + one.getValue().asText() + "`")
            .toList());
  }

  /** Of a workload. */
  static String title(JsonNode workload) {
    return String.format(
        Locale.ROOT,
        "%,d payments, %,d products, %s, %d partitions",
        workload.path("records").asLong(),
        workload.path("products").asLong(),
        workload.path("distribution").asText(),
        workload.path("partitions").asInt());
  }

  private static long rate(JsonNode contender, String which) {
    return contender.path(RATE).path(which).asLong();
  }

  private static double megabytes(JsonNode figures) {
    return figures.path("peakRssBytes").asDouble() / MEGABYTE;
  }

  /** How many times as fast as this one ours is, by the medians. */
  private static String ratio(JsonNode workload, JsonNode contender) {
    JsonNode ours = workload.path("contenders").path(OURS);
    return ours.isMissingNode()
        ? ""
        : String.format(
            Locale.ROOT, "%.2f x", (double) rate(ours, "median") / rate(contender, "median"));
  }
}
