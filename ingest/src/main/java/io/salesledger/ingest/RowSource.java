package io.salesledger.ingest;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The rows of one open file, in order. Not for several threads. */
interface RowSource extends Closeable {
  /**
   * Waits until {@link #next} answers at once, at most that long; a file always does.
   *
   * @return whether it does
   */
  default boolean awaitNext(long nanos) {
    return true;
  }

  /**
   * The next row; null at the end.
   *
   * @throws IOException if the rest cannot be read
   */
  @Nullable SourceRow next() throws IOException;
}
