package io.salesledger.ingest;

import io.salesledger.contract.LedgerFailure;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * One import: every row of every file is appended or rejected, in order, until the end, the first
 * failure or a request to stop. Runs once, on one thread.
 */
final class ImportRun {
  private static final int PROGRESS_ROWS = 256;

  private final List<Probe.Fit> files;
  private final PaymentMapper mapper;
  private final PaymentLog log;
  private final Rejects rejects;
  private final Progress progress;
  private final StopSignal stop;
  private final LongSupplier nanoClock;
  private final AtomicLong readBytes = new AtomicLong();
  private long readRows;

  ImportRun(
      List<Probe.Fit> files,
      PaymentMapper mapper,
      PaymentLog log,
      Rejects rejects,
      Progress progress,
      StopSignal stop,
      LongSupplier nanoClock) {
    this.files = files;
    this.mapper = mapper;
    this.log = log;
    this.rejects = rejects;
    this.progress = progress;
    this.stop = stop;
    this.nanoClock = nanoClock;
  }

  /** What came of it, a failure included: what was appended before stays appended. */
  ImportReport run() {
    long startNanos = nanoClock.getAsLong();
    Optional<LedgerFailure> failure = Optional.empty();
    try {
      for (Probe.Fit file : files) {
        importFile(file);
      }
    } catch (LedgerFailure e) {
      failure = Optional.of(e);
    }
    try {
      log.flush();
      rejects.flush();
    } catch (LedgerFailure e) {
      failure = failure.or(() -> Optional.of(e));
    }
    return new ImportReport(
        readRows,
        log.appended(),
        rejects.counts(),
        (nanoClock.getAsLong() - startNanos) / 1e9,
        stop.isRequested(),
        failure);
  }

  private void importFile(Probe.Fit fit) {
    long line = 1;
    try (RowSource rows = fit.open(readBytes)) {
      for (SourceRow row = rows.next(); row != null && !stop.isRequested(); row = rows.next()) {
        line = row.line();
        readRows++;
        importRow(fit.file(), row);
        if (readRows % PROGRESS_ROWS == 0) {
          progress.at(readBytes.get(), log.appended());
        }
      }
      progress.at(readBytes.get(), log.appended());
    } catch (IOException e) {
      throw LedgerFailure.failed(
          fit.file().unreadable(e).getMessage() + " (after line " + line + ")", e);
    }
  }

  private void importRow(InputFile file, SourceRow row) {
    MappedRow mapped = mapper.map(row);
    if (mapped instanceof MappedRow.Accepted accepted) {
      log.append(accepted.payment());
    } else if (mapped instanceof MappedRow.Rejected rejected) {
      rejects.add(file, row, rejected);
    }
  }
}
