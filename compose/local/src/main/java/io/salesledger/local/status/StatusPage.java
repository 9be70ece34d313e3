package io.salesledger.local.status;

import static io.salesledger.local.status.TextTable.Side.LEFT;
import static io.salesledger.local.status.TextTable.Side.RIGHT;

import io.salesledger.contract.PlainLine;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** A report as people read it. Immutable. */
public final class StatusPage {
  private static final String UNKNOWN = "?";

  private final StatusReport report;
  private final Instant now;

  /** The page of this report, as it stands now. */
  public StatusPage(StatusReport report, Instant now) {
    this.report = report;
    this.now = now;
  }

  /** Its lines: parts, partitions, and whether all is well. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (!report.parts().isEmpty()) {
      lines.addAll(parts().lines());
      lines.add("");
    }
    if (!report.partitions().isEmpty()) {
      lines.addAll(partitions().lines());
      lines.add("");
    }
    lines.add(report.healthy() ? "all is well" : PlainLine.of(String.valueOf(report.problem())));
    return lines;
  }

  private TextTable parts() {
    TextTable table = new TextTable(LEFT, RIGHT, RIGHT, LEFT, RIGHT, LEFT);
    table.add("part", "pid", "port", "since", "up for", "state");
    for (StatusReport.PartStatus part : report.parts()) {
      Instant since = Instant.parse(part.since());
      table.add(
          part.name(),
          part.alive() ? Long.toString(part.pid()) : "-",
          part.port() == 0 ? "-" : Integer.toString(part.port()),
          since.truncatedTo(ChronoUnit.SECONDS).toString(),
          part.alive() ? age(Duration.between(since, now)) : "-",
          state(part));
    }
    return table;
  }

  private static String state(StatusReport.PartStatus part) {
    StringBuilder state = new StringBuilder(part.alive() ? "up" : "down");
    if (part.restarts() > 0) {
      state.append(", restarted ").append(times(part.restarts()));
    }
    if (part.deaths() > 1) {
      state.append(", died ").append(times(part.deaths())).append(" in a row");
    }
    return state.toString();
  }

  private static String times(int count) {
    return count == 1 ? "once" : count + " times";
  }

  private TextTable partitions() {
    TextTable table =
        new TextTable(RIGHT, RIGHT, RIGHT, RIGHT, RIGHT, RIGHT, RIGHT, RIGHT, RIGHT, LEFT);
    table.add(
        "partition",
        "counted to",
        "log end",
        "lag",
        "applied",
        "quarantined",
        "requeued",
        "gaps",
        "heartbeat",
        "accounts");
    for (PartitionProgress one : report.partitions()) {
      table.add(
          Integer.toString(one.partition()),
          number(one.low()),
          number(one.end()),
          number(one.lag()),
          number(one.applied()),
          number(one.quarantined()),
          number(one.requeued()),
          number(one.gaps()),
          heartbeat(one.heartbeatMillis()),
          one.balanced() ? "balance" : "DO NOT BALANCE");
    }
    boolean balanced = report.partitions().stream().allMatch(PartitionProgress::balanced);
    table.add(
        "all",
        "",
        "",
        sum(PartitionProgress::lag),
        sum(PartitionProgress::applied),
        sum(PartitionProgress::quarantined),
        sum(PartitionProgress::requeued),
        sum(PartitionProgress::gaps),
        heartbeat(
            report.partitions().stream()
                .mapToLong(PartitionProgress::heartbeatMillis)
                .min()
                .orElse(0)),
        balanced ? "balance" : "DO NOT BALANCE");
    return table;
  }

  private String sum(ToLongFunction<PartitionProgress> figure) {
    return report.partitions().stream().mapToLong(figure).anyMatch(one -> one < 0)
        ? UNKNOWN
        : number(report.partitions().stream().mapToLong(figure).sum());
  }

  private static String number(long number) {
    return number < 0 ? UNKNOWN : String.format(Locale.ROOT, "%,d", number);
  }

  private String heartbeat(long atMillis) {
    if (atMillis == 0) {
      return "never";
    }
    long ageMillis = Math.max(0, now.toEpochMilli() - atMillis);
    return ageMillis < 60_000
        ? String.format(Locale.ROOT, "%.1f s ago", ageMillis / 1000.0)
        : age(Duration.ofMillis(ageMillis)) + " ago";
  }

  private static String age(Duration age) {
    if (age.toDays() > 0) {
      return age.toDays() + " d " + age.toHoursPart() + " h";
    }
    if (age.toHours() > 0) {
      return age.toHours() + " h " + age.toMinutesPart() + " min";
    }
    if (age.toMinutes() > 0) {
      return age.toMinutes() + " min " + age.toSecondsPart() + " s";
    }
    return Math.max(0, age.toSeconds()) + " s";
  }
}
