package io.salesledger.contract;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One offset of the log, written {@code partition:offset}. Immutable.
 *
 * @param partition from 0
 * @param offset from 0
 */
public record LogPlace(int partition, long offset) implements Comparable<LogPlace> {
  /**
   * The header of a record that is appended in place of a quarantined one. Its value is that one's
   * place as text, and both are in the same partition. A record has at most one such header.
   */
  public static final String REQUEUE_HEADER = "ledger-requeue";

  /** One way to write a place: no sign, no blanks, no zeros in front; 18 digits fit a long. */
  private static final Pattern TEXT = Pattern.compile("(0|[1-9][0-9]{0,8}):(0|[1-9][0-9]{0,17})");

  /** Refuses what is no place. */
  public LogPlace {
    if (partition < 0 || offset < 0) {
      throw new IllegalArgumentException("not a place: " + partition + ":" + offset);
    }
  }

  /** The place that this text names; empty if it names none. */
  public static Optional<LogPlace> parse(String text) {
    Matcher parts = TEXT.matcher(text);
    return parts.matches()
        ? Optional.of(
            new LogPlace(Integer.parseInt(parts.group(1)), Long.parseLong(parts.group(2))))
        : Optional.empty();
  }

  /** By partition, then by offset. */
  @Override
  public int compareTo(LogPlace other) {
    return partition == other.partition
        ? Long.compare(offset, other.offset)
        : Integer.compare(partition, other.partition);
  }

  @Override
  public String toString() {
    return partition + ":" + offset;
  }
}
