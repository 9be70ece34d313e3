package io.salesledger.ingest;

import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Cuts CSV (RFC 4180) into its records, so that one that is badly quoted spoils no other: as long
 * as it stands on one line, it ends with that line. Empty lines are passed over. Not for several
 * threads.
 */
final class CsvRecords implements Closeable {
  private static final int BUFFER_CHARS = 1 << 15;
  private static final char SEPARATOR = ',';
  private static final char QUOTE = '"';

  /**
   * One record.
   *
   * @param line where it begins, counted from 1
   * @param lastLine where it ends
   * @param text as it stands in the file, without the end of its line
   * @param defect why it is none, if so
   */
  record Cut(long line, long lastLine, String text, Optional<String> defect) {}

  /** What was read last. */
  private enum State {
    FIELD_START,
    PLAIN,
    QUOTED,
    /** Either closes the field or is the first half of a quote in it. */
    QUOTE_IN_QUOTED
  }

  private final Reader in;
  private final char[] buffer = new char[BUFFER_CHARS];
  private int position;
  private int end;

  /** Of the character that comes next. */
  private long line = 1;

  private boolean afterReturn;

  private final RowText text = new RowText();
  private State state = State.FIELD_START;
  private boolean textBehindQuote;

  CsvRecords(Reader in) {
    this.in = in;
  }

  /**
   * The next record; null at the end.
   *
   * @throws IOException if the rest cannot be read, also because nobody can tell where a record of
   *     several lines ends: with a quote too few or too many its lines may be records of their own
   */
  @Nullable Cut next() throws IOException {
    while (isLineEnd(peek())) {
      int unused = take();
    }
    if (peek() < 0) {
      return null;
    }
    text.clear();
    state = State.FIELD_START;
    textBehindQuote = false;
    long first = line;
    long last = line;
    for (int next = take(); next >= 0; next = take()) {
      if (!isLineEnd(next)) {
        last = line;
        state = after((char) next);
      } else if (state != State.QUOTED) {
        break;
      }
      text.append((char) next);
      last = takeRun() ? line : last;
    }
    Optional<String> defect = defect();
    if (defect.isPresent() && last > first) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "line %,d: a row that runs on to line %,d %s; is a quote too few or too many?",
              first,
              last,
              defect.get()));
    }
    return new Cut(first, last, text.toString(), defect);
  }

  /** Takes the characters that come next and mean nothing but themselves; says if there are any. */
  private boolean takeRun() {
    if (state != State.PLAIN && state != State.QUOTED) {
      return false;
    }
    int from = position;
    char meaning = state == State.QUOTED ? QUOTE : SEPARATOR;
    while (position < end && buffer[position] != meaning && !isLineEnd(buffer[position])) {
      position++;
    }
    text.append(buffer, from, position - from);
    afterReturn &= position == from;
    return position > from;
  }

  private State after(char next) {
    return switch (state) {
      case FIELD_START ->
          next == QUOTE ? State.QUOTED : next == SEPARATOR ? State.FIELD_START : State.PLAIN;
      case PLAIN -> next == SEPARATOR ? State.FIELD_START : State.PLAIN;
      case QUOTED -> next == QUOTE ? State.QUOTE_IN_QUOTED : State.QUOTED;
      case QUOTE_IN_QUOTED -> {
        if (next == QUOTE) {
          yield State.QUOTED;
        }
        textBehindQuote |= next != SEPARATOR;
        yield next == SEPARATOR ? State.FIELD_START : State.PLAIN;
      }
    };
  }

  private Optional<String> defect() {
    if (state == State.QUOTED) {
      return Optional.of("has a quote that is not closed");
    }
    if (textBehindQuote) {
      return Optional.of("has text behind a closing quote");
    }
    return text.isTooLong() ? Optional.of("is " + RowText.TOO_LONG) : Optional.empty();
  }

  private static boolean isLineEnd(int next) {
    return next == '\n' || next == '\r';
  }

  private int peek() throws IOException {
    if (position == end) {
      position = 0;
      end = Math.max(0, in.read(buffer));
    }
    return position < end ? buffer[position] : -1;
  }

  private int take() throws IOException {
    int next = peek();
    if (next < 0) {
      return next;
    }
    position++;
    // A return and a line feed are one end of a line.
    if (next == '\r' || (next == '\n' && !afterReturn)) {
      line++;
    }
    afterReturn = next == '\r';
    return next;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
