package io.salesledger.ingest;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The rows of one open file, in order. Not for several threads. */
interface RowSource extends Closeable {
  /**
   * The next row; null at the end.
   *
   * @throws IOException if the rest cannot be read
   */
  @Nullable SourceRow next() throws IOException;
}
