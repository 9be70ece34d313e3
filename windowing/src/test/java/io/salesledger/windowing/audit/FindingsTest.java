package io.salesledger.windowing.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** How many differences are named, and that the others are counted. */
class FindingsTest {
  private final Findings findings = new Findings();

  private void differ(String key, int times) {
    for (int i = 0; i < times; i++) {
      findings.same(key, Integer.toString(i), "1", null);
    }
  }

  private List<Difference> told() {
    return findings.found().stream().map(Findings.Found::difference).toList();
  }

  @Test
  void given_as_many_differences_of_a_key_as_may_be_named_then_each_is() {
    differ("timeline", 64);

    assertThat(told()).hasSize(64).noneMatch(d -> d.field().equals("elsewhere"));
    assertThat(findings.differing()).isEqualTo(64);
  }

  @Test
  void given_more_differences_of_a_key_then_it_is_told_how_many_more() {
    differ("timeline", 2_880);
    differ("total", 1);

    assertThat(told())
        .hasSize(66)
        .contains(new Difference("total", "0", "1", Difference.NOTHING, ""))
        .endsWith(
            new Difference(
                "timeline", "elsewhere", "what the log says", "2816 more that differ", ""));
    assertThat(findings.differing()).isEqualTo(2_881);
  }

  @Test
  void given_more_keys_that_differ_than_a_person_reads_then_all_are_counted() {
    for (int key = 0; key < 1_000; key++) {
      differ("timeline:" + key, 100);
    }

    assertThat(findings.differing()).isEqualTo(100_000);
    List<Difference> told = told();
    assertThat(told.stream().filter(d -> !d.field().equals("elsewhere")))
        .hasSizeBetween(10_000, 10_000 + 64);
    assertThat(told.size()).isLessThan(11_000);
    assertThat(
            told.stream().filter(d -> d.field().equals("elsewhere")).mapToLong(this::more).sum()
                + told.stream().filter(d -> !d.field().equals("elsewhere")).count())
        .isEqualTo(100_000);
  }

  private long more(Difference difference) {
    return Long.parseLong(difference.found().replace(" more that differ", ""));
  }
}
