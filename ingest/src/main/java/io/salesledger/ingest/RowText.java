package io.salesledger.ingest;

/** The text of one row while it is read, of bounded length. Not for several threads. */
final class RowText {
  /** The longest row, in characters: no sale needs as much, and memory holds a hundred of them. */
  static final int MAX_CHARS = 1 << 20;

  /** What is wrong with a longer one. */
  static final String TOO_LONG = String.format("longer than %d characters", MAX_CHARS);

  private static final int SHOWN_CHARS = 200;

  private final StringBuilder text = new StringBuilder();
  private boolean tooLong;

  void clear() {
    text.setLength(0);
    tooLong = false;
  }

  /** Adds one; of what is too long the beginning only is kept, to show. */
  void append(char next) {
    if (text.length() < MAX_CHARS) {
      text.append(next);
    } else {
      tooLong = true;
    }
  }

  /** Adds several. */
  void append(char[] buffer, int from, int count) {
    int room = MAX_CHARS - text.length();
    text.append(buffer, from, Math.min(count, room));
    tooLong |= count > room;
  }

  boolean isTooLong() {
    return tooLong;
  }

  @Override
  public String toString() {
    return tooLong ? text.substring(0, SHOWN_CHARS) + "..." : text.toString();
  }
}
