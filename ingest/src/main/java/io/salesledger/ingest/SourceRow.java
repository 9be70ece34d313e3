package io.salesledger.ingest;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One row of a file, before anything is known about its worth. Immutable.
 *
 * @param line where it begins, counted from 1
 * @param cells the mapped columns' text
 * @param defect why the row as a whole cannot be read, if so; the cells are empty then
 * @param raw the row as it stands in the file, made when asked for
 */
record SourceRow(long line, Cells cells, Optional<String> defect, Supplier<String> raw) {

  /** The text of a mapped column; null where the column is not mapped or the row has none. */
  interface Cells {
    @Nullable String text(Column column);
  }

  static SourceRow of(long line, Cells cells, Supplier<String> raw) {
    return new SourceRow(line, cells, Optional.empty(), raw);
  }

  static SourceRow defective(long line, String defect, Supplier<String> raw) {
    return new SourceRow(line, column -> null, Optional.of(defect), raw);
  }
}
