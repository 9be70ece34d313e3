package io.salesledger.windowing.audit;

import io.salesledger.contract.ViewKeys;
import java.util.BitSet;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Which offsets of a partition are quarantined, and which of those a requeued payment settles, as
 * the log's order has it. Needs a bit an offset where anything is quarantined, nothing elsewhere.
 * Told the same again it stays as it is, so that a second walk finds what the first one found. Not
 * thread-safe; used by one thread at a time.
 */
final class QuarantineBook {
  private final NavigableMap<Long, BitSet> chunks = new TreeMap<>();
  private final SortedMap<Long, Long> resolvedBy = new TreeMap<>();
  private long count;

  /** This offset is quarantined. */
  void add(long offset) {
    BitSet chunk = chunks.computeIfAbsent(firstOf(offset), first -> new BitSet());
    int bit = bitOf(offset);
    count += chunk.get(bit) ? 0 : 1;
    chunk.set(bit);
  }

  boolean has(long offset) {
    BitSet chunk = chunks.get(firstOf(offset));
    return chunk != null && chunk.get(bitOf(offset));
  }

  /** The lowest of them. */
  OptionalLong first() {
    return chunks.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(chunks.firstKey() + chunks.firstEntry().getValue().nextSetBit(0));
  }

  /** How many offsets are quarantined. */
  long count() {
    return count;
  }

  /**
   * A valid payment was appended at one offset in place of another, an earlier one.
   *
   * @return the offset whose payment counts in that place; null: it is not quarantined
   */
  @Nullable Long requeue(long at, long of) {
    Long earlier = resolvedBy.get(of);
    if (earlier != null) {
      return earlier;
    }
    if (!has(of)) {
      return null;
    }
    resolvedBy.put(of, at);
    return at;
  }

  /** The offset that counts in place of a quarantined one, or null. */
  @Nullable Long resolvedBy(long offset) {
    return resolvedBy.get(offset);
  }

  /** The quarantined offsets that are settled. */
  NavigableSet<Long> resolved() {
    return new TreeSet<>(resolvedBy.keySet());
  }

  /** The first offset of each key that holds any of the quarantined ones. */
  NavigableSet<Long> firsts() {
    return new TreeSet<>(chunks.keySet());
  }

  /** The quarantined offsets of such a key, as bits from its first one. */
  BitSet bits(long first) {
    BitSet chunk = chunks.get(first);
    return chunk == null ? new BitSet() : (BitSet) chunk.clone();
  }

  /** Every quarantined offset, ascending. */
  void forEach(LongConsumer visitor) {
    chunks.forEach((first, chunk) -> chunk.stream().forEach(bit -> visitor.accept(first + bit)));
  }

  private static long firstOf(long offset) {
    return offset / ViewKeys.OFFSETS_A_KEY * ViewKeys.OFFSETS_A_KEY;
  }

  private static int bitOf(long offset) {
    return (int) (offset % ViewKeys.OFFSETS_A_KEY);
  }
}
