package io.salesledger.ingest;

import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Rows of what may pause for ever, as standard input does: read ahead by a thread of their own, so
 * that no transaction stays open while nothing comes. One other thread takes them.
 */
final class StreamedRows implements RowSource {
  /** How many rows are read ahead at most. */
  static final int AHEAD_ROWS = 4096;

  /** And how many characters of them: some of the longest rows, which would fill the memory. */
  static final int AHEAD_CHARS = 8 * RowText.MAX_CHARS;

  /** What the reading thread hands over. */
  private sealed interface Item {
    record Row(SourceRow row, int chars) implements Item {}

    record End() implements Item {}

    record Failed(IOException cause) implements Item {}
  }

  private final BlockingQueue<Item> ahead = new ArrayBlockingQueue<>(AHEAD_ROWS);
  private final Semaphore roomChars = new Semaphore(AHEAD_CHARS);
  private final Thread reader;
  private @Nullable Item head;

  /** Begins to read. */
  StreamedRows(RowSource rows) {
    reader = new Thread(() -> read(rows), "import-reader");
    // It may be blocked in a read when the import ends.
    reader.setDaemon(true);
    reader.start();
  }

  private void read(RowSource rows) {
    try {
      ahead.put(readAll(rows));
    } catch (InterruptedException e) {
      // Closed: nobody takes what is still to come.
      Thread.currentThread().interrupt();
    }
  }

  private Item readAll(RowSource rows) throws InterruptedException {
    try (rows) {
      for (SourceRow row = rows.next(); row != null; row = rows.next()) {
        int chars = Math.min(AHEAD_CHARS, row.raw().get().length());
        roomChars.acquire(chars);
        ahead.put(new Item.Row(row, chars));
      }
      return new Item.End();
    } catch (IOException e) {
      return new Item.Failed(e);
    } catch (RuntimeException | Error e) {
      // The other thread would wait for ever for what this one does not read any more.
      return new Item.Failed(new IOException(e));
    }
  }

  @Override
  public boolean awaitNext(long nanos) {
    try {
      if (head == null) {
        head = taken(ahead.poll(nanos, TimeUnit.NANOSECONDS));
      }
      return head != null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public @Nullable SourceRow next() throws IOException {
    Item item = head == null ? take() : head;
    if (item instanceof Item.Row row) {
      head = null;
      return row.row();
    }
    // The end stays the end.
    head = item;
    if (item instanceof Item.Failed failed) {
      throw failed.cause();
    }
    return null;
  }

  /** Makes room for more. */
  private <T extends @Nullable Item> T taken(T item) {
    if (item instanceof Item.Row row) {
      roomChars.release(row.chars());
    }
    return item;
  }

  private Item take() throws IOException {
    try {
      return taken(ahead.take());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() {
    reader.interrupt();
  }
}
