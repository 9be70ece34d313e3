package io.salesledger.windowing.audit;

import java.util.List;
import redis.clients.jedis.Transaction;

/** Some keys that must not expire: what is right now would be gone one day. */
final class PermanentPart implements ViewPart {
  private final List<String> keys;

  PermanentPart(List<String> keys) {
    this.keys = keys;
  }

  @Override
  public int size() {
    return keys.size();
  }

  @Override
  public int replies() {
    return keys.size();
  }

  @Override
  public void ask(Transaction step) {
    keys.forEach(step::pttl);
  }

  @Override
  public void compare(Snapshot read, Refold refold, Findings findings) {
    for (int i = 0; i < keys.size(); i++) {
      findings.permanent(keys.get(i), read, i);
    }
  }
}
