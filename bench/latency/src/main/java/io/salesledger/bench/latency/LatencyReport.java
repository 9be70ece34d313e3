package io.salesledger.bench.latency;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Words for what was measured. Stateless. */
final class LatencyReport {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private LatencyReport() {}

  /** A table for people, milliseconds. */
  static List<String> lines(List<RateLatency> measured) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%10s  %10s  %9s  %-6s  %8s  %8s  %8s  %8s",
            "payments/s",
            "in fact",
            "payments",
            "from",
            "p50 ms",
            "p99 ms",
            "p99.9 ms",
            "max ms"));
    for (RateLatency rate : measured) {
      lines.add(line(rate, "due", rate.sinceDue()));
      lines.add(line(rate, "append", rate.sinceAppend()));
    }
    return lines;
  }

  private static String line(RateLatency rate, String from, Delays.Spread spread) {
    return String.format(
        Locale.ROOT,
        "%10d  %10.0f  %9d  %-6s  %8.1f  %8.1f  %8.1f  %8.1f",
        rate.rate(),
        rate.handedOver(),
        spread.payments(),
        from,
        spread.p50(),
        spread.p99(),
        spread.p999(),
        spread.max());
  }

  /** One line for programs. */
  static String json(List<RateLatency> measured) {
    ObjectNode rates = JsonNodeFactory.instance.objectNode();
    for (RateLatency rate : measured) {
      ObjectNode one = rates.putObject(Integer.toString(rate.rate()));
      one.put("handedOverPerSecond", rate.handedOver());
      one.put("answers", rate.answers());
      one.set("dueToVisibleMillis", JSON.valueToTree(rate.sinceDue()));
      one.set("appendToVisibleMillis", JSON.valueToTree(rate.sinceAppend()));
    }
    return JsonNodeFactory.instance.objectNode().set("rates", rates).toString();
  }
}
