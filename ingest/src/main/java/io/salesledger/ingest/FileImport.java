package io.salesledger.ingest;

import io.salesledger.contract.LedgerFailure;
import java.io.IOException;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The import of one file, from where an earlier run stopped, to its end, the first failure or a
 * request to stop: every row is appended or rejected, in order, in short transactions. Runs once,
 * on one thread.
 */
final class FileImport {
  /**
   * When a transaction is committed. With what is still on its way then, it holds back the readers
   * of the log for less than half a second.
   */
  static final long COMMIT_NANOS = 250_000_000L;

  /** And after how many rows: what a slow broker can take before the transaction times out. */
  static final int COMMIT_ROWS = 50_000;

  // Added to the above where a stream pauses.
  private static final long STREAM_WAIT_NANOS = 100_000_000L;
  private static final int PROGRESS_ROWS = 256;

  private final ImportSource source;
  private final ImportKey key;
  private final ImportProgress start;
  private final ImportLog log;
  private final PaymentMapper mapper;
  private final Rejects rejects;
  private final StopSignal stop;
  private final Clock clock;
  private final LongSupplier nanoClock;

  private final Map<RejectReason, Long> rejected = new EnumMap<>(RejectReason.class);
  private Optional<String> firstReject = Optional.empty();
  private ImportProgress committed;
  private long read;
  private long appended;
  private long line;
  private long lastLine;
  private int uncommittedRows;
  private long firstUncommittedNanos;

  /**
   * One import.
   *
   * @param start how far earlier runs were
   * @param mapper judges future times as of the import's beginning, so that each run judges alike
   * @param clock stamps the progress
   * @param nanoClock cuts the transactions
   */
  FileImport(
      ImportSource source,
      ImportKey key,
      ImportProgress start,
      ImportLog log,
      PaymentMapper mapper,
      Rejects rejects,
      StopSignal stop,
      Clock clock,
      LongSupplier nanoClock) {
    this.source = source;
    this.key = key;
    this.start = start;
    this.log = log;
    this.mapper = mapper;
    this.rejects = rejects;
    this.stop = stop;
    this.clock = clock;
    this.nanoClock = nanoClock;
    this.committed = start;
    this.read = start.tally().read();
    this.appended = start.tally().appended();
    this.line = start.line();
    this.rejected.putAll(start.tally().rejected());
  }

  /** How it stands, as of the last commit; what came after it is not on the log. */
  FileOutcome outcome() {
    boolean resumable = source.fingerprint().isPresent() && !log.isTakenOver();
    return new FileOutcome(source.name(), resumable, start, committed, firstReject);
  }

  /**
   * Imports it.
   *
   * @param readBytes counts what is read
   * @param skipping shows how far it is on the way to the row where it goes on
   * @param importing shows how far it is from there
   * @throws LedgerFailure if it cannot be read or appended
   */
  void run(AtomicLong readBytes, Progress skipping, Progress importing) {
    if (start.done() && !rejects.keepsAll()) {
      return;
    }
    try (RowSource rows = source.fit().open(readBytes)) {
      skip(rows, readBytes, skipping);
      skipping.close();
      if (!start.done()) {
        importRows(rows, readBytes, importing);
      }
    } catch (IOException e) {
      commit(false);
      throw source.fit().file().unreadable(e, afterFailure());
    }
  }

  /** A file was read to its end before, so that it may be readable again; a stream is gone. */
  private String afterFailure() {
    return source.fingerprint().isPresent()
        ? after(line)
        : after(lastLine)
            + "; mended it counts as another input, so import only what comes after that line";
  }

  private static String after(long row) {
    return String.format(Locale.ROOT, "after line %,d", Math.max(1, row));
  }

  /** Over the rows of earlier runs; what they rejected is listed again, nothing is appended. */
  private void skip(RowSource rows, AtomicLong readBytes, Progress skipping) throws IOException {
    long last = 0;
    for (long row = 1; row <= start.tally().read() && !stop.isRequested(); row++) {
      SourceRow skipped = rows.next();
      if (skipped == null) {
        throw otherRows();
      }
      last = skipped.line();
      if (rejects.keepsAll() && mapper.map(skipped) instanceof MappedRow.Rejected again) {
        reject(skipped, again);
      }
      if (row % PROGRESS_ROWS == 0) {
        skipping.at(readBytes.get());
      }
    }
    if (last != start.line() && !stop.isRequested()) {
      throw otherRows();
    }
  }

  private LedgerFailure otherRows() {
    return LedgerFailure.failed(
        source.name()
            + " no longer reads as it did when row "
            + start.tally().read()
            + " was imported from line "
            + start.line()
            + "; was that done by another version?");
  }

  private void importRows(RowSource rows, AtomicLong readBytes, Progress importing)
      throws IOException {
    while (!stop.isRequested()) {
      if (rows.awaitNext(STREAM_WAIT_NANOS)) {
        SourceRow row = rows.next();
        if (row == null) {
          commit(true);
          importing.at(readBytes.get(), appended);
          return;
        }
        importRow(row);
        if (read % PROGRESS_ROWS == 0) {
          importing.at(readBytes.get(), committed.tally().appended());
        }
      }
      if (isCommitDue()) {
        commit(false);
      }
    }
    commit(false);
  }

  private void importRow(SourceRow row) {
    if (uncommittedRows == 0) {
      firstUncommittedNanos = nanoClock.getAsLong();
    }
    MappedRow mapped = mapper.map(row);
    if (mapped instanceof MappedRow.Accepted accepted) {
      log.append(accepted.payment());
      appended++;
    } else if (mapped instanceof MappedRow.Rejected no) {
      reject(row, no);
      rejected.merge(no.reason(), 1L, Long::sum);
    }
    read++;
    line = row.line();
    lastLine = row.lastLine();
    uncommittedRows++;
  }

  private void reject(SourceRow row, MappedRow.Rejected rejection) {
    rejects.add(source.fit().file(), row, rejection);
    if (firstReject.isEmpty()) {
      firstReject =
          Optional.of(String.format(Locale.ROOT, "line %,d: %s", row.line(), rejection.text()));
    }
  }

  private boolean isCommitDue() {
    return uncommittedRows >= COMMIT_ROWS
        || (uncommittedRows > 0 && nanoClock.getAsLong() - firstUncommittedNanos >= COMMIT_NANOS);
  }

  private void commit(boolean done) {
    if (uncommittedRows == 0 && !done) {
      return;
    }
    source.refuseIfChanged();
    ImportProgress progress =
        committed.further(clock.millis(), line, new Tally(read, appended, rejected), done);
    log.commit(key, source.fingerprint().map(unused -> progress));
    committed = progress;
    uncommittedRows = 0;
  }
}
