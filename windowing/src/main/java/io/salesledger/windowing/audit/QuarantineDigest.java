package io.salesledger.windowing.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A fingerprint of quarantine entries that does not grow with their number: for each of a few
 * thousand stretches of offsets how many entries it has, and the sum of their digests, which their
 * order does not change. Two that are equal hold the same entries. Not thread-safe.
 */
final class QuarantineDigest {
  private static final int STRETCHES_BITS = 12;

  private final int shift;
  private final MessageDigest sha256;
  private final Map<Stretch, Fingerprint> stretches = new HashMap<>();

  /** Offsets {@code [number << shift, (number + 1) << shift)} of a partition. */
  record Stretch(int partition, long number) implements Comparable<Stretch> {
    @Override
    public int compareTo(Stretch other) {
      return partition == other.partition
          ? Long.compare(number, other.number)
          : Integer.compare(partition, other.partition);
    }
  }

  private record Fingerprint(long count, long high, long low) {
    Fingerprint plus(Fingerprint more) {
      return new Fingerprint(count + more.count, high + more.high, low + more.low);
    }
  }

  /** Of no entries; two are compared only if they were made with the same shift. */
  QuarantineDigest(int shift) {
    this.shift = shift;
    try {
      this.sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** The shift for partitions of about that many offsets. */
  static int shiftFor(long offsets) {
    return Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(offsets) - STRETCHES_BITS);
  }

  Stretch stretchOf(int partition, long offset) {
    return new Stretch(partition, offset >> shift);
  }

  long from(Stretch stretch) {
    return stretch.number() << shift;
  }

  long next(Stretch stretch) {
    return (stretch.number() + 1) << shift;
  }

  void add(Refused entry) {
    String text = entry.place() + "\n" + entry.content();
    ByteBuffer digest = ByteBuffer.wrap(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
    stretches.merge(
        stretchOf(entry.partition(), entry.offset()),
        new Fingerprint(1, digest.getLong(), digest.getLong()),
        Fingerprint::plus);
  }

  /** Adds all of another's. */
  void addAll(QuarantineDigest other) {
    other.stretches.forEach((stretch, more) -> stretches.merge(stretch, more, Fingerprint::plus));
  }

  long count() {
    return stretches.values().stream().mapToLong(Fingerprint::count).sum();
  }

  /** The stretches in which the two differ. */
  SortedSet<Stretch> differing(QuarantineDigest other) {
    SortedSet<Stretch> all = new TreeSet<>(stretches.keySet());
    all.addAll(other.stretches.keySet());
    all.removeIf(
        stretch -> {
          Fingerprint ours = stretches.get(stretch);
          return ours != null && ours.equals(other.stretches.get(stretch));
        });
    return all;
  }
}
