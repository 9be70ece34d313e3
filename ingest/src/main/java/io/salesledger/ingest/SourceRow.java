package io.salesledger.ingest;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One row of a file, before anything is known about its worth. Immutable.
 *
 * @param line where it begins, counted from 1
 * @param lastLine where it ends
 * @param cells the mapped columns' text
 * @param defect why the row as a whole cannot be read, if so; the cells are empty then
 * @param raw the row as it stands in the file, made when asked for
 */
record SourceRow(
    long line, long lastLine, Cells cells, Optional<String> defect, Supplier<String> raw) {

  /** The text of a mapped column; null where the column is not mapped or the row has none. */
  interface Cells {
    @Nullable String text(Column column);
  }

  /** One of a single line. */
  static SourceRow of(long line, Cells cells, Supplier<String> raw) {
    return of(line, line, cells, raw);
  }

  static SourceRow of(long line, long lastLine, Cells cells, Supplier<String> raw) {
    return new SourceRow(line, lastLine, cells, Optional.empty(), raw);
  }

  /** One of a single line. */
  static SourceRow defective(long line, String defect, Supplier<String> raw) {
    return defective(line, line, defect, raw);
  }

  static SourceRow defective(long line, long lastLine, String defect, Supplier<String> raw) {
    return new SourceRow(line, lastLine, column -> null, Optional.of(defect), raw);
  }
}
