package io.salesledger.windowing.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Fingerprints of a partition's newest quarantine entries: as many as the views list, so that what
 * they list can be compared without another walk over the log. Not thread-safe.
 */
final class NewestRefused {
  private final int most;
  private final MessageDigest sha256;
  private final NavigableMap<Long, Fingerprint> newest = new TreeMap<>();

  private record Fingerprint(long high, long low) {}

  /** None yet; at most so many. */
  NewestRefused(int most) {
    this.most = most;
    try {
      this.sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  void add(Refused entry) {
    newest.put(entry.offset(), fingerprint(entry));
    if (newest.size() > most) {
      newest.pollFirstEntry();
    }
  }

  /** Whether this is what the log has at its place; false also where that is no longer known. */
  boolean matches(Refused entry) {
    @Nullable Fingerprint known = newest.get(entry.offset());
    return known != null && known.equals(fingerprint(entry));
  }

  private Fingerprint fingerprint(Refused entry) {
    String text = entry.place() + "\n" + entry.content();
    ByteBuffer digest = ByteBuffer.wrap(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
    return new Fingerprint(digest.getLong(), digest.getLong());
  }
}
