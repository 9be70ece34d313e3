package io.salesledger.ingest;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.PlainLine;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the beginning of a file before anything is appended, so that a wrong column or time
 * format is told while nothing is done yet.
 */
final class Probe {
  /** How many rows are looked at. */
  static final int ROWS = 100;

  /** A pause of standard input that ends the look: what came is not held back for what may come. */
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Columns columns;
  private final EventTimes times;
  private final Consumer<String> notes;

  /**
   * A look for these.
   *
   * @param notes takes what the user should know of a file that is fit
   */
  Probe(Columns columns, EventTimes times, Consumer<String> notes) {
    this.columns = columns;
    this.times = times;
    this.notes = notes;
  }

  /** A file that was found fit, to be opened when its turn comes. */
  interface Fit {
    InputFile file();

    RowSource open(AtomicLong readBytes) throws IOException;
  }

  /**
   * Opens the file, reads up to {@link #ROWS} rows and judges them. What can be read once only, and
   * pauses before it has given so many, is fit: its rows are judged one by one.
   *
   * @throws LedgerFailure if it cannot be read, lacks a column, or holds no time in the format
   */
  Fit examine(InputFile file) {
    try {
      RowSource rows = file.open(columns, new AtomicLong());
      return file.isRereadable() ? examineFile(file, rows) : examineStream(file, rows);
    } catch (IOException e) {
      throw file.unreadable(e);
    }
  }

  private Fit examineFile(InputFile file, RowSource source) throws IOException {
    try (RowSource rows = source) {
      List<SourceRow> first = new ArrayList<>();
      for (SourceRow row = rows.next(); row != null; row = rows.next()) {
        first.add(row);
        if (first.size() == ROWS) {
          break;
        }
      }
      judge(file, first);
      Set<Column> missing = missing(first);
      for (SourceRow row = rows.next(); row != null && !missing.isEmpty(); row = rows.next()) {
        missing.retainAll(missing(List.of(row)));
      }
      if (!missing.isEmpty() && !first.isEmpty()) {
        throw noField(file, missing);
      }
      return new Reopened(file, columns);
    }
  }

  /** What can be read only once goes on from where the look has ended. */
  private Fit examineStream(InputFile file, RowSource source) throws IOException {
    StreamedRows rows = new StreamedRows(source);
    Deque<SourceRow> first = new ArrayDeque<>();
    SourceRow row = rows.next();
    boolean paused = false;
    while (row != null && !paused) {
      first.add(row);
      paused = first.size() < ROWS && !rows.awaitNext(PAUSE_NANOS);
      row = paused || first.size() == ROWS ? null : rows.next();
    }
    if (!paused) {
      judge(file, first);
    }
    Set<Column> missing = missing(first);
    if (!missing.isEmpty() && !first.isEmpty()) {
      notes.accept(
          "none of the first "
              + first.size()
              + " rows of "
              + file.name()
              + " has a field "
              + names(missing)
              + ": such rows count as if it were not in --columns");
    }
    return new Continued(file, first, rows);
  }

  /** The optional columns that none of these rows has. */
  private Set<Column> missing(Collection<SourceRow> rows) {
    Set<Column> missing = EnumSet.noneOf(Column.class);
    Arrays.stream(Column.values())
        .filter(column -> !column.isRequired() && isMissing(column, rows))
        .forEach(missing::add);
    return missing;
  }

  private boolean isMissing(Column column, Collection<SourceRow> rows) {
    return columns.name(column).isPresent()
        && rows.stream()
            .noneMatch(row -> row.defect().isEmpty() && row.cells().text(column) != null);
  }

  private LedgerFailure noField(InputFile file, Set<Column> missing) {
    return LedgerFailure.usage(file.name() + " has no field " + names(missing));
  }

  private String names(Set<Column> missing) {
    return missing.stream()
        .map(column -> "'" + columns.name(column).orElse("") + "'")
        .collect(Collectors.joining(" and no field "));
  }

  private void judge(InputFile file, Collection<SourceRow> first) {
    List<SourceRow> whole = first.stream().filter(row -> row.defect().isEmpty()).toList();
    if (whole.isEmpty()) {
      if (!first.isEmpty()) {
        throw LedgerFailure.usage(
            "none of the first "
                + first.size()
                + " rows of "
                + file.name()
                + " can be read: line "
                + first.iterator().next().line()
                + ": "
                + PlainLine.beginningOf(first.iterator().next().defect().orElse("")));
      }
      return;
    }
    for (Column column : Column.values()) {
      if (column.isRequired() && isMissing(column, whole)) {
        throw noField(file, Set.of(column));
      }
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
              + PlainLine.beginningOf(texts.get(0))
              + "'); set --time-format");
    }
  }

  private record Reopened(InputFile file, Columns columns) implements Fit {
    @Override
    public RowSource open(AtomicLong readBytes) throws IOException {
      return file.open(columns, readBytes);
    }
  }

  private record Continued(InputFile file, Deque<SourceRow> first, RowSource rest)
      implements Fit, RowSource {
    @Override
    public RowSource open(AtomicLong readBytes) {
      return this;
    }

    @Override
    public boolean awaitNext(long nanos) {
      return !first.isEmpty() || rest.awaitNext(nanos);
    }

    @Override
    public @Nullable SourceRow next() throws IOException {
      SourceRow seen = first.poll();
      return seen == null ? rest.next() : seen;
    }

    @Override
    public void close() throws IOException {
      rest.close();
    }
  }
}
