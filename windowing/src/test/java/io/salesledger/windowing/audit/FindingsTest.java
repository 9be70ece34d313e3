package io.salesledger.windowing.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** How many differences are named, and that the others are counted. */
class FindingsTest {
  private final Findings findings = new Findings(64);

  private void differ(String key, int times) {
    for (int i = 0; i < times; i++) {
      findings.same(key, Integer.toString(i), "1", null);
    }
  }

  private List<Difference> told() {
    return findings.found().stream().map(Findings.Found::difference).toList();
  }

  @Test
  void given_as_many_differences_as_may_be_named_then_each_is() {
    differ("timeline", 64);

    assertThat(told()).hasSize(64).allMatch(difference -> difference.key().equals("timeline"));
    assertThat(findings.differing()).isEqualTo(64);
  }

  @Test
  void given_more_than_that_then_it_is_told_how_many_more() {
    differ("timeline", 2_880);
    differ("total", 1);

    assertThat(told())
        .hasSize(65)
        .endsWith(
            new Difference("other figures", "", "what the log says", "2817 more that differ", ""));
    assertThat(findings.differing()).isEqualTo(2_881);
  }

  @Test
  void given_a_product_named_to_deceive_a_terminal_then_its_difference_is_one_plain_line() {
    Difference difference =
        new Difference("sales:realtime", "tea\n\u001B[2Jequal", "1", Difference.NOTHING, "");

    assertThat(difference.toText())
        .isEqualTo("sales:realtime tea..[2Jequal: expected 1, found nothing");
  }
}
