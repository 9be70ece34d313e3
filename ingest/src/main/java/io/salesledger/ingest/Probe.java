package io.salesledger.ingest;

import io.salesledger.contract.LedgerFailure;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Looks at the beginning of a file before anything is appended, so that a wrong column or time
 * format is told while nothing is done yet.
 */
final class Probe {
  /** How many rows are looked at. */
  static final int ROWS = 100;

  private final Columns columns;
  private final EventTimes times;

  Probe(Columns columns, EventTimes times) {
    this.columns = columns;
    this.times = times;
  }

  /** A file that was found fit, to be opened when its turn comes. */
  interface Fit {
    InputFile file();

    RowSource open(AtomicLong readBytes) throws IOException;
  }

  /**
   * Opens the file, reads up to {@link #ROWS} rows and judges them.
   *
   * @throws LedgerFailure if it cannot be read, lacks a column, or holds no time in the format
   */
  Fit examine(InputFile file) {
    try {
      RowSource rows = file.open(columns, new AtomicLong());
      List<SourceRow> first = new ArrayList<>();
      for (SourceRow row = rows.next(); row != null; row = rows.next()) {
        first.add(row);
        if (first.size() == ROWS) {
          break;
        }
      }
      judge(file, first);
      if (file.isRereadable()) {
        rows.close();
        return new Reopened(file, columns);
      }
      // What can be read only once goes on from here.
      return new Continued(file, new ArrayDeque<>(first), rows);
    } catch (IOException e) {
      throw file.unreadable(e);
    }
  }

  private void judge(InputFile file, List<SourceRow> first) {
    List<SourceRow> whole = first.stream().filter(row -> row.defect().isEmpty()).toList();
    if (whole.isEmpty()) {
      if (!first.isEmpty()) {
        throw LedgerFailure.usage(
            "none of the first "
                + first.size()
                + " rows of "
                + file.name()
                + " can be read: line "
                + first.get(0).line()
                + ": "
                + first.get(0).defect().orElse(""));
      }
      return;
    }
    for (Column column : Column.values()) {
      columns
          .name(column)
          .filter(name -> whole.stream().allMatch(row -> row.cells().text(column) == null))
          .ifPresent(
              name -> {
                throw LedgerFailure.usage(file.name() + " has no field '" + name + "'");
              });
    }
    List<String> texts =
        whole.stream().map(row -> String.valueOf(row.cells().text(Column.TIME)).strip()).toList();
    if (texts.stream().allMatch(text -> times.toMillis(text).isEmpty())) {
      throw LedgerFailure.usage(
          "no '"
              + columns.name(Column.TIME).orElse("")
              + "' of the first "
              + texts.size()
              + " rows of "
              + file.name()
              + " can be read as "
              + times.format()
              + " (the first is '"
              + texts.get(0)
              + "'); set --time-format");
    }
  }

  private record Reopened(InputFile file, Columns columns) implements Fit {
    @Override
    public RowSource open(AtomicLong readBytes) throws IOException {
      return file.open(columns, readBytes);
    }
  }

  private record Continued(InputFile file, Deque<SourceRow> first, RowSource rest) implements Fit {
    @Override
    public RowSource open(AtomicLong readBytes) {
      return new StreamedRows(first, rest);
    }
  }
}
