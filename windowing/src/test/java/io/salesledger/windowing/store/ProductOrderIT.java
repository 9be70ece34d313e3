package io.salesledger.windowing.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.windowing.core.ProductOrder;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Products that are written one after the other stand side by side in Redis. */
@ExtendWith(EmptyRedis.class)
final class ProductOrderIT {
  /** Of one to four bytes, each kind's first and last, and the neighbours of the surrogates. */
  private static final int[] CHARACTERS = {
    1, 'A', 'a', 0x7f, 0x80, 0xe9, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x1f375, 0x10ffff
  };

  private final ViewsUnderTest redis;

  ProductOrderIT(ViewsUnderTest redis) {
    this.redis = redis;
  }

  @Test
  void theOrderOfProductsIsThatOfMembersOfEqualScore() {
    List<String> ids = new ArrayList<>(someIds());
    ids.forEach(id -> redis.jedis.zadd("board", 7, id));

    ids.sort(ProductOrder::compare);

    assertThat(redis.jedis.zrange("board", 0, -1)).isEqualTo(ids);
  }

  private static Set<String> someIds() {
    Random random = new Random(1);
    Set<String> ids = new LinkedHashSet<>();
    while (ids.size() < 500) {
      StringBuilder id = new StringBuilder();
      for (int length = 1 + random.nextInt(4); length > 0; length--) {
        id.appendCodePoint(CHARACTERS[random.nextInt(CHARACTERS.length)]);
      }
      ids.add(id.toString());
    }
    return ids;
  }
}
