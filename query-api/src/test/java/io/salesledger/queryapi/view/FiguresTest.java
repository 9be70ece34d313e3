package io.salesledger.queryapi.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FiguresTest {
  /** U+FF21 is above the surrogates among chars, and below what they stand for. */
  @Test
  void idsAreInTheOrderOfTheirUtf8Bytes() {
    List<String> ids = List.of("", "A", "AB", "a", "é", "茶", "茶一", "Ａ", "Ａ😀", "😀", "😀A", "😁");
    for (String one : ids) {
      for (String other : ids) {
        assertThat(Integer.signum(Figures.BY_PRODUCT_ID.compare(one, other)))
            .as("%s and %s", one, other)
            .isEqualTo(Integer.signum(Arrays.compareUnsigned(utf8(one), utf8(other))));
      }
    }
  }

  private static byte[] utf8(String id) {
    return id.getBytes(StandardCharsets.UTF_8);
  }
}
