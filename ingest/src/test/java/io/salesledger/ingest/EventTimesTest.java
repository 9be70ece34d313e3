package io.salesledger.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salesledger.contract.LedgerFailure;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which texts are which times. */
class EventTimesTest {
  @ParameterizedTest
  @CsvSource({
    "2025-10-22T04:21:43.296Z, UTC, 2025-10-22T04:21:43.296Z",
    "1761106903296, UTC, 2025-10-22T04:21:43.296Z",
    "2025-10-22T12:21:43.296+08:00, UTC, 2025-10-22T04:21:43.296Z",
    "2025-10-22T12:21:43.296, Asia/Shanghai, 2025-10-22T04:21:43.296Z"
  })
  void without_a_format_iso_8601_and_epoch_milliseconds_are_read(
      String text, String zone, Instant at) {
    assertThat(EventTimes.of(null, zone).toMillis(text))
        .isEqualTo(OptionalLong.of(at.toEpochMilli()));
  }

  @ParameterizedTest
  @CsvSource({
    "yyyy-MM-dd HH:mm:ss, UTC, 2010-12-01 08:26:00, 2010-12-01T08:26:00Z",
    "uuuu-MM-dd HH:mm:ss, UTC, 2010-12-01 08:26:00, 2010-12-01T08:26:00Z",
    "yyyy-MM-dd HH:mm, Europe/London, 2011-06-01 08:26, 2011-06-01T07:26:00Z",
    "d MMM yyyy h:mm a, UTC, 1 Dec 2010 8:26 pm, 2010-12-01T20:26:00Z",
    "M/d/yyyy H:mm, UTC, 12/1/2010 8:26, 2010-12-01T08:26:00Z",
    "yyyy-MM-dd HH:mm:ss X, Asia/Shanghai, 2010-12-01 08:26:00 Z, 2010-12-01T08:26:00Z",
    "dd.MM.yyyy, +08:00, 01.12.2010, 2010-11-30T16:00:00Z",
    // A day that begins at one o'clock.
    "yyyy-MM-dd, Africa/Cairo, 2025-04-25, 2025-04-24T22:00:00Z",
    "yyyy-MM-dd HH:mm VV, UTC, 2011-06-01 08:26 Europe/London, 2011-06-01T07:26:00Z",
    "yyyy-MM-dd XXX, UTC, 2010-12-01 +08:00, 2010-11-30T16:00:00Z",
    "yyyy-MM-dd HH, UTC, 2010-12-01 08, 2010-12-01T08:00:00Z",
    "yyyy-MM-dd hh:mm[ a], UTC, 2010-12-01 08:26 PM, 2010-12-01T20:26:00Z",
    "yyyy-MM-dd[ HH:mm], UTC, 2010-12-01, 2010-12-01T00:00:00Z",
    "[d.M.y][y-M-d], UTC, 2010-12-1, 2010-12-01T00:00:00Z",
    // Twice on the clock: the earlier one.
    "yyyy-MM-dd HH:mm, Europe/London, 2010-10-31 01:30, 2010-10-31T00:30:00Z"
  })
  void a_format_is_read_in_the_zone(String format, String zone, String text, Instant at) {
    assertThat(EventTimes.of(format, zone).toMillis(text))
        .isEqualTo(OptionalLong.of(at.toEpochMilli()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2010-02-29 08:26:00",
        "2010-12-01 24:26:00",
        "2010-12-01",
        "2010-12-01 08:26:00 and more",
        "1291191960000",
        ""
      })
  void what_is_no_such_time_is_not_read(String text) {
    assertThat(EventTimes.of("yyyy-MM-dd HH:mm:ss", "UTC").toMillis(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "yyyy-MM-dd hh:mm:ss",
        "yyyy-MM-dd KK:mm",
        "yyyy-MM-dd hh:mm XXX",
        "yyyy-MM-dd HH:ss",
        "yyyy-MM-dd mm:ss",
        "yyyy-MM-dd a"
      })
  void a_format_of_half_a_time_of_day_is_wrong_usage(String format) {
    assertThatThrownBy(() -> EventTimes.of(format, "UTC"))
        .isInstanceOf(LedgerFailure.class)
        .hasMessageContaining("bad --time-format '" + format + "'")
        .hasMessageContaining("right would be");
  }

  @Test
  void half_a_time_of_day_is_no_time() {
    EventTimes times = EventTimes.of("yyyy-MM-dd hh:mm[ a]", "UTC");

    assertThat(times.toMillis("2010-12-01 08:26")).isEmpty();
  }

  @Test
  void an_hour_that_summer_time_skips_is_no_time() {
    assertThat(EventTimes.of("yyyy-MM-dd HH:mm", "Europe/London").toMillis("2011-03-27 01:30"))
        .isEmpty();
    assertThat(
            EventTimes.of("yyyy-MM-dd HH:mm VV", "UTC").toMillis("2011-03-27 01:30 Europe/London"))
        .isEmpty();
  }

  @Test
  void an_offset_makes_each_hour_one() {
    assertThat(EventTimes.of(null, "UTC").toMillis("2011-03-27T01:30:00+00:00[Europe/London]"))
        .isEqualTo(OptionalLong.of(Instant.parse("2011-03-27T01:30:00Z").toEpochMilli()));
  }

  @Test
  void a_pattern_or_zone_that_is_none_is_wrong_usage() {
    assertThatThrownBy(() -> EventTimes.of("yyyy-bb", "UTC"))
        .isInstanceOf(LedgerFailure.class)
        .hasMessageContaining("bad --time-format 'yyyy-bb'");
    assertThatThrownBy(() -> EventTimes.of(null, "Mars/Base"))
        .isInstanceOf(LedgerFailure.class)
        .hasMessageContaining("bad --zone 'Mars/Base'");
  }
}
