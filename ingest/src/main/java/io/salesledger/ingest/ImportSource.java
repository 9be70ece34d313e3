package io.salesledger.ingest;

import io.salesledger.contract.LedgerFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Something to import. Immutable.
 *
 * @param fit what is read
 * @param fingerprint of its bytes; empty for what can be read once only
 */
record ImportSource(Probe.Fit fit, Optional<Fingerprint> fingerprint) {

  /**
   * Reads every file whole, so that each is known by what it holds, and one that cannot be read to
   * its end is refused before any of it is appended: mended, it would be another file, and what had
   * been appended of it would count twice.
   *
   * @return empty if stopping was requested
   * @throws LedgerFailure if one cannot be read
   */
  static Optional<List<ImportSource>> identify(
      List<Probe.Fit> files, Progress progress, StopSignal stop) {
    List<ImportSource> sources = new ArrayList<>();
    long[] readBytes = {0};
    Fingerprint.Watcher watcher =
        bytes -> {
          readBytes[0] += bytes;
          progress.at(readBytes[0]);
          return !stop.isRequested();
        };
    for (Probe.Fit fit : files) {
      if (fit.file().isRereadable()) {
        Optional<Fingerprint> taken =
            fit.file().path().flatMap(path -> fingerprint(fit.file(), path, watcher));
        if (taken.isEmpty()) {
          return Optional.empty();
        }
        sources.add(new ImportSource(fit, taken));
      } else {
        sources.add(new ImportSource(fit, Optional.empty()));
      }
    }
    return Optional.of(sources);
  }

  private static Optional<Fingerprint> fingerprint(
      InputFile file, Path path, Fingerprint.Watcher watcher) {
    try {
      return Fingerprint.take(path, InputFile::readThrough, watcher);
    } catch (IOException e) {
      throw file.unreadable(e);
    }
  }

  String name() {
    return fit.file().name();
  }

  /**
   * Makes sure that the file is the one that was identified.
   *
   * @throws LedgerFailure if it was changed since
   */
  void refuseIfChanged() {
    boolean changed =
        fit.file()
            .path()
            .flatMap(path -> fingerprint.filter(print -> !print.isStillThatOf(path)))
            .isPresent();
    if (changed) {
      throw LedgerFailure.failed(name() + " was changed while it was imported");
    }
  }
}
