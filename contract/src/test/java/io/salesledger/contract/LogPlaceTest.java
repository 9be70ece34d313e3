package io.salesledger.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogPlaceTest {
  @ParameterizedTest
  @ValueSource(strings = {"0:0", "3:17", "999999999:999999999999999999"})
  void a_place_is_read_as_it_is_written(String text) {
    assertThat(LogPlace.parse(text).map(LogPlace::toString)).contains(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        "3",
        "3:",
        ":17",
        "3:17 ",
        " 3:17",
        "+3:17",
        "-3:17",
        "3:-17",
        "03:17",
        "3:017",
        "3:17:1",
        "a:b",
        "3:1e3",
        "1000000000:1",
        "1:1000000000000000000",
        "٣:1"
      })
  void any_other_text_names_no_place(String text) {
    assertThat(LogPlace.parse(text)).isEmpty();
  }

  @Test
  void places_stand_by_partition_and_then_by_offset() {
    assertThat(new LogPlace(2, 10))
        .isGreaterThan(new LogPlace(2, 9))
        .isLessThan(new LogPlace(3, 0));
    assertThatThrownBy(() -> new LogPlace(0, -1)).isInstanceOf(IllegalArgumentException.class);
  }
}
