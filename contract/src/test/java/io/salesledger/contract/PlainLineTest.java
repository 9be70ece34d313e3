package io.salesledger.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What others wrote neither moves a cursor nor fills a screen. */
class PlainLineTest {
  @Test
  void what_moves_a_cursor_or_ends_a_line_is_a_dot() {
    assertThat(PlainLine.of("a\u001B[2Jb\r\nc\u0085d\u0000")).isEqualTo("a.[2Jb..c.d.");
  }

  @Test
  void letters_and_tabs_stay() {
    assertThat(PlainLine.of("\u91D1\t\u00E9 \uD83C\uDF75"))
        .isEqualTo("\u91D1\t\u00E9 \uD83C\uDF75");
  }

  @Test
  void of_a_long_text_the_beginning_is_shown_and_no_character_is_halved() {
    String longest = "\uD83C\uDF75".repeat(PlainLine.SHOWN_CHARACTERS);

    assertThat(PlainLine.beginningOf(longest)).isEqualTo(longest);
    assertThat(PlainLine.beginningOf(longest + "\n")).isEqualTo(longest + "...");
  }
}
