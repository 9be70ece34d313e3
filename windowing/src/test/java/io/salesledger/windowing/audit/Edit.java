package io.salesledger.windowing.audit;

import io.salesledger.contract.ViewKeys;
import redis.clients.jedis.Jedis;

/** A change of the views by hand, told as the one difference that it is. */
record Edit(String key, String field, String expected, String found) {

  /** Makes it. */
  interface ByHand {
    Edit on(Jedis redis, ViewKeys keys);
  }
}
