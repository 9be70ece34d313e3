package io.salesledger.windowing.audit;

import io.salesledger.contract.ViewKeys;
import java.util.BitSet;
import java.util.List;
import redis.clients.jedis.Transaction;

/** One bitmap of quarantined offsets. */
final class QuarantinedOffsetsPart implements ViewPart {
  /** Of one bitmap; one that is lost would else be named bit by bit. */
  private static final int MAX_NAMED = 64;

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
    return 1;
  }

  @Override
  public void ask(Transaction step) {
    step.get(Bitmap.utf8(key));
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
    List<Integer> named = differing.stream().limit(MAX_NAMED).boxed().toList();
    for (int bit : named) {
      String place = Long.toString(first + bit);
      findings.same(key, place, expected.get(bit) ? "1" : "0", stored.get(bit) ? "1" : "0");
    }
    if (differing.cardinality() > named.size()) {
      findings.same(
          key,
          "elsewhere",
          "the offsets of the log",
          (differing.cardinality() - named.size()) + " more that differ");
    }
  }
}
