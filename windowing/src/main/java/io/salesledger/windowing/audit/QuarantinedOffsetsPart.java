package io.salesledger.windowing.audit;

import io.salesledger.contract.ViewKeys;
import java.util.BitSet;
import redis.clients.jedis.Transaction;

/** One bitmap of quarantined offsets. */
final class QuarantinedOffsetsPart implements ViewPart {
  private final String key;
  private final int partition;
  private final long first;

  QuarantinedOffsetsPart(ViewKeys keys, int partition, long first) {
    this.key = keys.quarantineOffsets(partition, first);
    this.partition = partition;
    this.first = first;
  }

  @Override
  public int size() {
    // A copy of its 8 KB costs Redis about as much as reading so many fields.
    return 64;
  }

  @Override
  public int replies() {
    return 2;
  }

  @Override
  public void ask(Transaction step) {
    step.get(Bitmap.utf8(key));
    step.pttl(key);
  }

  @Override
  public void compare(Snapshot read, Refold refold, Findings findings) {
    if (read.isError(0)) {
      findings.wrongType(key, "a bitmap");
      return;
    }
    BitSet expected = refold.book(partition).bits(first);
    BitSet stored = Bitmap.bits(read.replies().get(0));
    findings.compared("quarantined offsets", expected.cardinality());
    BitSet differing = (BitSet) expected.clone();
    differing.xor(stored);
    differing.stream()
        .forEach(
            bit ->
                findings.same(
                    key,
                    Long.toString(first + bit),
                    expected.get(bit) ? "1" : "0",
                    stored.get(bit) ? "1" : "0"));
    findings.permanent(key, read, 1);
  }
}
