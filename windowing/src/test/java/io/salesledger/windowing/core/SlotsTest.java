package io.salesledger.windowing.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where things stand first, and that they do not crowd. */
class SlotsTest {
  @ParameterizedTest
  @ValueSource(ints = {2, 16, 1 << 18, 1 << 30})
  void any_hash_has_a_slot_of_the_table(int slots) {
    assertThat(
            IntStream.of(0, 1, -1, 12_345, Integer.MAX_VALUE, Integer.MIN_VALUE)
                .map(hash -> Slots.first(hash, slots)))
        .allMatch(slot -> 0 <= slot && slot < slots);
  }

  /**
   * Their hashes as they are would fill long runs of slots: 4 looks each, 300 and more at worst.
   */
  @Test
  void ids_that_differ_in_their_last_characters_do_not_crowd() {
    int ids = 100_000;
    BitSet taken = new BitSet();

    long looks = 0;
    for (int i = 0; i < ids; i++) {
      int first = Slots.first(("PRODUCTID" + i).hashCode(), 1 << 18);
      int free = taken.nextClearBit(first);
      taken.set(free);
      looks += free - first + 1;
    }

    // At random, with three slots in eight taken, it would be 1.3 each (Knuth, TAOCP 6.4).
    assertThat(looks).isLessThan(2L * ids);
  }
}
