package io.salesledger.ingest;

import io.salesledger.contract.LedgerFailure;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the time of a payment, strictly: the 31st of June is no time, nor is an hour that a change
 * to summer time skips. Immutable; any thread may call it.
 */
final class EventTimes {
  /** What is read when no format is given. */
  static final String DEFAULT_FORMAT = "ISO-8601 or epoch milliseconds";

  private static final Pattern EPOCH_MILLIS = Pattern.compile("-?[0-9]{1,15}");

  private static final ZonedDateTime SAMPLE =
      ZonedDateTime.of(2010, 12, 1, 13, 26, 5, 123_456_789, ZoneOffset.UTC);

  private final DateTimeFormatter formatter;
  private final boolean epochMillis;
  private final ZoneId zone;
  private final String format;

  private EventTimes(DateTimeFormatter formatter, boolean epochMillis, ZoneId zone, String format) {
    this.formatter = formatter;
    this.epochMillis = epochMillis;
    this.zone = zone;
    this.format = format;
  }

  /**
   * Times of a format.
   *
   * @param pattern as {@link DateTimeFormatter} has them; null: {@link #DEFAULT_FORMAT}
   * @param zone of times that name none
   * @throws LedgerFailure if the pattern or the zone is none, or the pattern tells the time of day
   *     by halves
   */
  static EventTimes of(@Nullable String pattern, String zone) {
    if (pattern == null) {
      return new EventTimes(
          DateTimeFormatter.ISO_DATE_TIME.withResolverStyle(ResolverStyle.STRICT),
          true,
          zoneOf(zone),
          DEFAULT_FORMAT);
    }
    try {
      DateTimeFormatter formatter =
          new DateTimeFormatterBuilder()
              .parseCaseInsensitive()
              .appendPattern(pattern)
              // A strict reading of yyyy (year of an era) needs to be told the era.
              .parseDefaulting(ChronoField.ERA, 1)
              .toFormatter(Locale.ENGLISH)
              .withResolverStyle(ResolverStyle.STRICT);
      if (neverGivesTime(formatter)) {
        throw badFormat(
            pattern,
            "it has parts of a time of day that make none, such as hh without a, or a second without"
                + " its minute");
      }
      return new EventTimes(formatter, false, zoneOf(zone), pattern);
    } catch (IllegalArgumentException e) {
      throw badFormat(pattern, String.valueOf(e.getMessage()));
    }
  }

  /** By one time, written and read. Where that can't be read, as of alternatives, nobody knows. */
  private static boolean neverGivesTime(DateTimeFormatter formatter) {
    try {
      return hasPartOfTime(formatter.parse(formatter.format(SAMPLE)));
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static LedgerFailure badFormat(String pattern, String why) {
    return LedgerFailure.usage(
        "bad --time-format '"
            + pattern
            + "': "
            + why
            + "; right would be, say, 'yyyy-MM-dd HH:mm:ss'");
  }

  private static ZoneId zoneOf(String zone) {
    try {
      return ZoneId.of(zone);
    } catch (DateTimeException e) {
      throw LedgerFailure.usage(
          "bad --zone '" + zone + "'; right would be, say, UTC, Europe/London or +08:00");
    }
  }

  /** What is read, for messages. */
  String format() {
    return format;
  }

  /** Format and zone: the same text for the same reading. */
  String text() {
    return format + " in " + zone.normalized();
  }

  /** The time in epoch milliseconds, or empty if the text is none. */
  OptionalLong toMillis(String text) {
    if (epochMillis && EPOCH_MILLIS.matcher(text).matches()) {
      return OptionalLong.of(Long.parseLong(text));
    }
    try {
      TemporalAccessor time =
          formatter.parseBest(text, ZonedDateTime::from, LocalDateTime::from, LocalDate::from);
      if (time instanceof ZonedDateTime zoned) {
        return isMoved(zoned, formatter.parse(text))
            ? OptionalLong.empty()
            : OptionalLong.of(zoned.toInstant().toEpochMilli());
      }
      return time instanceof LocalDateTime at
          ? local(at)
          : startOf(LocalDate.from(time), formatter.parse(text));
    } catch (DateTimeException | ArithmeticException e) {
      return OptionalLong.empty();
    }
  }

  /**
   * Whether the text names an hour that its own zone skips. An offset beside it makes it certain.
   */
  private static boolean isMoved(ZonedDateTime zoned, TemporalAccessor parsed) {
    return !parsed.isSupported(ChronoField.OFFSET_SECONDS)
        && !zoned.toLocalDateTime().equals(LocalDateTime.from(parsed));
  }

  private OptionalLong startOf(LocalDate day, TemporalAccessor parsed) {
    if (hasPartOfTime(parsed)) {
      return OptionalLong.empty();
    }
    ZoneId own = parsed.query(TemporalQueries.zone());
    // Not midnight: on some days in some zones there is none.
    return OptionalLong.of(day.atStartOfDay(own == null ? zone : own).toInstant().toEpochMilli());
  }

  /**
   * Whether it holds parts of a time of day that make none, as 8:26 does where nobody knows if it
   * is AM or PM: the strict reading leaves them lying, and the day alone would pass for the time.
   */
  private static boolean hasPartOfTime(TemporalAccessor parsed) {
    return parsed.query(TemporalQueries.localTime()) == null
        && Arrays.stream(ChronoField.values())
            .anyMatch(field -> field.isTimeBased() && parsed.isSupported(field));
  }

  private OptionalLong local(LocalDateTime at) {
    // None in a gap; in an overlap the first is the earlier instant.
    List<ZoneOffset> offsets = zone.getRules().getValidOffsets(at);
    return offsets.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(at.toInstant(offsets.get(0)).toEpochMilli());
  }
}
