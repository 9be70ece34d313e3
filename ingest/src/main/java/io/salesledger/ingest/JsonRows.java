package io.salesledger.ingest;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rows of a file with one JSON object a line; the mapped names are its fields. */
final class JsonRows implements RowSource {
  private final BufferedReader lines;
  private final Columns columns;
  private final RowText text = new RowText();
  private long line;

  JsonRows(Reader in, Columns columns) {
    this.lines = new BufferedReader(in);
    this.columns = columns;
  }

  @Override
  public @Nullable SourceRow next() throws IOException {
    while (readLine()) {
      String json = text.toString().strip();
      if (text.isTooLong()) {
        return SourceRow.defective(line, RowText.TOO_LONG, () -> json);
      }
      if (!json.isEmpty()) {
        return row(line, json);
      }
    }
    return null;
  }

  private SourceRow row(long at, String json) {
    try {
      JsonRow row = JsonRow.parse(json);
      return defect(row)
          .map(defect -> SourceRow.defective(at, defect, () -> json))
          .orElseGet(() -> SourceRow.of(at, column -> cell(row, column), () -> json));
    } catch (JsonRow.NoRowException e) {
      return SourceRow.defective(at, String.valueOf(e.getMessage()), () -> json);
    }
  }

  private Optional<String> defect(JsonRow row) {
    return Arrays.stream(Column.values())
        .flatMap(column -> columns.name(column).flatMap(row::defect).stream())
        .findFirst();
  }

  private @Nullable String cell(JsonRow row, Column column) {
    return columns.name(column).map(row::cell).orElse(null);
  }

  /** Reads a line into the text, without its end; false at the end of the file. */
  private boolean readLine() throws IOException {
    int next = lines.read();
    if (next < 0) {
      return false;
    }
    line++;
    text.clear();
    for (; next >= 0 && next != '\n'; next = lines.read()) {
      text.append((char) next);
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
