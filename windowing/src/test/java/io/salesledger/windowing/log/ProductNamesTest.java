package io.salesledger.windowing.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** One string for each productId, found by its bytes. */
class ProductNamesTest {
  private final ProductNames names = new ProductNames();

  private ProductNames.Name of(byte[] bytes, int length) {
    Slice productId = new Slice();
    productId.set(bytes, 0, length);
    return names.of(productId);
  }

  @Test
  void the_same_bytes_are_the_same_name() {
    byte[] padded = "tea-and-what-a-longer-id-left".getBytes(UTF_8);

    ProductNames.Name name = of("tea".getBytes(UTF_8), 3);

    assertThat(of(padded, 3)).isSameAs(name);
    assertThat(name.text()).isEqualTo("tea");
    assertThat(name.hasBytes("tea".getBytes(UTF_8))).isTrue();
    assertThat(name.hasBytes(padded)).isFalse();
    assertThat(name.hasBytes(null)).isFalse();
  }

  @Test
  void a_name_does_not_change_with_the_bytes_it_was_read_from() {
    byte[] reused = "tea".getBytes(UTF_8);
    ProductNames.Name name = of(reused, 3);
    reused[0] = 's';

    assertThat(name.text()).isEqualTo("tea");
    assertThat(name.hasBytes("tea".getBytes(UTF_8))).isTrue();
    assertThat(of(reused, 3).text()).isEqualTo("sea");
  }

  @Test
  void ids_with_the_same_hash_stay_apart() {
    assertThat("Aa".hashCode()).isEqualTo("BB".hashCode());

    assertThat(of("Aa".getBytes(UTF_8), 2).text()).isEqualTo("Aa");
    assertThat(of("BB".getBytes(UTF_8), 2).text()).isEqualTo("BB");
    assertThat(of("Aa".getBytes(UTF_8), 2).text()).isEqualTo("Aa");
  }

  @Test
  void made_up_ids_that_are_long_are_forgotten_before_they_are_many() {
    byte[] id = new byte[256];
    Arrays.fill(id, (byte) 'x');
    ProductNames.Name first = of(id, id.length);
    int fitting = ProductNames.MAX_BYTES / id.length;

    for (int i = 1; i < fitting; i++) {
      of(numbered(id, i), id.length);
    }
    assertThat(of(numbered(id, 0), id.length)).isSameAs(first);
    of(numbered(id, fitting), id.length);

    ProductNames.Name anew = of(numbered(id, 0), id.length);
    assertThat(anew).isNotSameAs(first);
    of(numbered(id, 1), id.length);
    assertThat(of(numbered(id, 0), id.length)).isSameAs(anew);
  }

  /** The id with that number at its end; 0 leaves it as it was made. */
  private static byte[] numbered(byte[] id, int number) {
    byte[] numbered = id.clone();
    byte[] digits = number == 0 ? new byte[0] : Integer.toString(number).getBytes(UTF_8);
    System.arraycopy(digits, 0, numbered, id.length - digits.length, digits.length);
    return numbered;
  }

  @Test
  void what_is_no_product_id_has_no_name() {
    byte[] longest = new byte[257];
    Arrays.fill(longest, (byte) 'x');

    assertThat(of(new byte[0], 0)).isSameAs(ProductNames.NONE);
    assertThat(of(longest, 256).text()).hasSize(256);
    assertThat(of(longest, 257)).isSameAs(ProductNames.NONE);
    assertThat(of(new byte[] {(byte) 0xFF}, 1)).isSameAs(ProductNames.NONE);
    // a slash in two bytes, half of a surrogate pair, the first byte of two
    assertThat(of(new byte[] {(byte) 0xC0, (byte) 0xAF}, 2)).isSameAs(ProductNames.NONE);
    assertThat(of(new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80}, 3))
        .isSameAs(ProductNames.NONE);
    assertThat(of(new byte[] {(byte) 0xC3}, 1)).isSameAs(ProductNames.NONE);
  }

  @Test
  void any_letters_are_a_product_id() {
    byte[] id = "茶😀é".getBytes(UTF_8);

    assertThat(of(id, id.length).text()).isEqualTo("茶😀é");
  }

  @Test
  void an_index_holds_for_its_batch_alone() {
    ProductNames.Name name = of("tea".getBytes(UTF_8), 3);
    assertThat(name.indexIn(1)).isEqualTo(-1);

    name.enter(1, 5);

    assertThat(name.indexIn(1)).isEqualTo(5);
    assertThat(name.indexIn(2)).isEqualTo(-1);
  }

  @Test
  void through_every_growth_each_name_is_found_again() {
    Map<String, ProductNames.Name> known = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      String id = "PRODUCT" + i;
      known.put(id, of(id.getBytes(UTF_8), id.length()));
    }

    known.forEach(
        (id, name) -> {
          assertThat(name.text()).isEqualTo(id);
          assertThat(of(id.getBytes(UTF_8), id.length())).isSameAs(name);
        });
  }

  @Test
  void when_full_it_starts_anew_and_names_are_right_still() {
    for (int i = 0; i <= ProductNames.MAX_NAMES; i++) {
      byte[] id = Integer.toString(i).getBytes(UTF_8);
      of(id, id.length);
    }

    // Newest first: what was forgotten must not be looked up by where it stood.
    for (int i = 999; i >= 0; i--) {
      byte[] id = Integer.toString(i).getBytes(UTF_8);
      assertThat(of(id, id.length).text()).isEqualTo(Integer.toString(i));
      assertThat(of(id, id.length)).isSameAs(of(id, id.length));
    }
  }

  @Property
  void bytes_are_a_name_exactly_if_they_are_utf_8(@ForAll @Size(min = 1, max = 6) byte[] bytes) {
    String text = new String(bytes, UTF_8);
    boolean valid = Arrays.equals(text.getBytes(UTF_8), bytes);

    assertThat(of(bytes, bytes.length).text()).isEqualTo(valid ? text : "");
  }
}
