package io.salesledger.queryapi.rest;

import io.salesledger.contract.Durations;
import io.salesledger.queryapi.store.KnownTags;
import io.salesledger.queryapi.store.Metric;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what the asker wrote; anything that is not right is a problem with status 400. */
final class Parameters {
  private static final Pattern WHOLE = Pattern.compile("[0-9]{1,9}");
  private static final Pattern QUOTED = Pattern.compile("\"([^\"*]*)\"");

  private Parameters() {}

  /** A whole number within bounds, both in. */
  static int whole(String name, @Nullable String text, int usual, int least, int most) {
    if (text == null) {
      return usual;
    }
    if (WHOLE.matcher(text).matches()) {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    }
    throw invalid(name, text, "a whole number from " + least + " to " + most);
  }

  static Metric metric(@Nullable String text, Metric usual) {
    if (text == null) {
      return usual;
    }
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "amount" -> Metric.AMOUNT;
      case "count" -> Metric.COUNT;
      default -> throw invalid("metric", text, "amount or count");
    };
  }

  /** Whether each minute's own figure is wanted in place of the cumulative one. */
  static boolean isPerMinute(@Nullable String view) {
    if (view == null || view.equals("cumulative")) {
      return false;
    }
    if (view.equals("minute")) {
      return true;
    }
    throw invalid("view", view, "minute or cumulative");
  }

  /** A window's minutes. */
  static int minutes(String text, int most) {
    return Durations.parse(text)
        // Bounds first: the milliseconds of what is far beyond them fit no long.
        .filter(length -> length.toMinutes() >= 1 && length.toMinutes() <= most)
        .filter(length -> length.toMillis() % Duration.ofMinutes(1).toMillis() == 0)
        .map(length -> Math.toIntExact(length.toMinutes()))
        .orElseThrow(() -> invalidWindow(text, most));
  }

  /** A window that is none, or longer than that many minutes. */
  static ProblemException invalidWindow(String text, long most) {
    return invalid("window", text, "1m to " + most + "m, in whole minutes");
  }

  /** The tags of all {@code If-None-Match}; weak and strong ones alike, as RFC 9110 has it. */
  static KnownTags knownTags(List<String> ifNoneMatch) {
    List<String> tags = new ArrayList<>();
    for (String line : ifNoneMatch) {
      if (line.strip().equals("*")) {
        return KnownTags.any();
      }
      QUOTED.matcher(line).results().map(tag -> tag.group(1)).forEach(tags::add);
    }
    return new KnownTags(List.copyOf(tags));
  }

  static ProblemException invalid(String name, String text, String right) {
    String shown = text.length() > 80 ? text.substring(0, 80) + "..." : text;
    return new ProblemException(
        Problem.invalidParameter(name + "=" + shown + " is not right; it must be " + right));
  }
}
