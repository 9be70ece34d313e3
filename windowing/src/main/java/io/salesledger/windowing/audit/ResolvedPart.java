package io.salesledger.windowing.audit;

import io.salesledger.contract.ViewKeys;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Transaction;

/** Some of a partition's settled quarantine: the offsets that count in their place. */
final class ResolvedPart implements ViewPart {
  private final String key;
  private final int partition;
  private final List<String> offsets;

  ResolvedPart(ViewKeys keys, int partition, List<String> offsets) {
    this.key = keys.quarantineResolved(partition);
    this.partition = partition;
    this.offsets = offsets;
  }

  @Override
  public int size() {
    return offsets.size();
  }

  @Override
  public int replies() {
    return 1;
  }

  @Override
  public void ask(Transaction step) {
    step.hmget(key, offsets.toArray(String[]::new));
  }

  @Override
  public void compare(Snapshot read, Refold refold, Findings findings) {
    if (read.isError(0)) {
      findings.wrongType(key, "a hash");
      return;
    }
    List<@Nullable String> stored = read.texts(0);
    for (int i = 0; i < offsets.size(); i++) {
      findings.same(key, offsets.get(i), expected(refold, offsets.get(i)), stored.get(i));
    }
    findings.compared("requeued", offsets.size());
  }

  private @Nullable String expected(Refold refold, String offset) {
    if (!offset.matches("0|[1-9][0-9]{0,17}")) {
      return null;
    }
    Long by = refold.book(partition).resolvedBy(Long.parseLong(offset));
    return by == null ? null : by.toString();
  }
}
