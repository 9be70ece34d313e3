package io.salesledger.ingest;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One run of the command: file after file, each from where an earlier run of its import stopped,
 * until the end, the first failure or a request to stop. Runs once, on one thread.
 */
final class ImportRun {
  /**
   * What the run was asked for.
   *
   * @param topicId Kafka's own id of the topic
   * @param again whether a file that was imported before is imported once more
   */
  record Request(LedgerSettings settings, String topicId, Mapping mapping, boolean again) {}

  private final Request request;
  private final ImportJournal journal;
  private final Rejects rejects;
  private final StopSignal stop;
  private final Function<String, Progress> bars;
  private final Consumer<String> notes;
  private final Clock clock = Clock.systemUTC();
  private final AtomicLong readBytes = new AtomicLong();
  private final List<FileOutcome> outcomes = new ArrayList<>();
  private boolean outcomeUnknown;

  /**
   * A run.
   *
   * @param bars makes the progress of a task, over the bytes of all files
   * @param notes takes lines worth knowing before the report
   */
  ImportRun(
      Request request,
      ImportJournal journal,
      Rejects rejects,
      StopSignal stop,
      Function<String, Progress> bars,
      Consumer<String> notes) {
    this.request = request;
    this.journal = journal;
    this.rejects = rejects;
    this.stop = stop;
    this.bars = bars;
    this.notes = notes;
  }

  /** What came of it, a failure included: what was committed before stays appended. */
  ImportReport run(List<ImportSource> sources) {
    long startNanos = System.nanoTime();
    Optional<LedgerFailure> failure = Optional.empty();
    try (Progress importing = bars.apply("import")) {
      for (ImportSource source : sources) {
        if (!stop.isRequested()) {
          importSource(source, importing);
        }
      }
      rejects.flush();
      failure = noPayments();
    } catch (LedgerFailure e) {
      failure = Optional.of(e);
    }
    return new ImportReport(
        List.copyOf(outcomes),
        (System.nanoTime() - startNanos) / 1e9,
        stop.isRequested(),
        outcomeUnknown,
        failure);
  }

  /** Who maps the wrong columns must hear of it also where nobody reads the figures. */
  private Optional<LedgerFailure> noPayments() {
    return outcomes.stream()
        .flatMap(outcome -> outcome.noPayments().stream())
        .findFirst()
        .map(LedgerFailure::failed);
  }

  private void importSource(ImportSource source, Progress importing) {
    ImportKey key = key(source);
    long endBytes = readBytes.get() + source.fingerprint().map(Fingerprint::sizeBytes).orElse(0L);
    try (ImportLog log =
            ImportLog.open(request.settings(), key.transactionalId(), System::nanoTime, clock);
        Progress skipping = bars.apply("find the row")) {
      ImportProgress start = start(source, key);
      FileImport running =
          new FileImport(
              source,
              key,
              start,
              log,
              mapper(source, start),
              rejects,
              stop,
              clock,
              System::nanoTime);
      try {
        running.run(readBytes, skipping, importing);
        journal.awaitEnded(key.transactionalId());
      } finally {
        outcomes.add(running.outcome());
        outcomeUnknown = log.isOutcomeUnknown();
      }
    }
    if (source.fingerprint().isPresent() && !stop.isRequested()) {
      // A file that was not read, because it was imported before, is behind us all the same.
      readBytes.set(endBytes);
    }
  }

  private ImportKey key(ImportSource source) {
    // A stream is like no other: nobody can know what it holds before it was read.
    String content =
        source.fingerprint().map(Fingerprint::sha256).orElseGet(() -> UUID.randomUUID().toString());
    return new ImportKey(request.topicId(), content, request.mapping().text());
  }

  private ImportProgress start(ImportSource source, ImportKey key) {
    ImportProgress first = ImportProgress.begin(source.name(), 1, clock.millis());
    if (source.fingerprint().isEmpty()) {
      notes.accept(
          source.name()
              + " can be read once only: an import of it that is stopped can't go on, and"
              + " nothing notices when the same is imported again");
      return first;
    }
    int aborted = journal.catchUp(key.transactionalId());
    if (aborted > 0) {
      notes.accept(
          String.format(
              Locale.ROOT,
              "Kafka had left the last transaction of an earlier run open, on %,d partitions: it was"
                  + " aborted, and its rows are appended anew",
              aborted));
    }
    journal
        .otherMappings(key)
        .forEach(
            other ->
                notes.accept(
                    source.name()
                        + " was imported before, as "
                        + other
                        + "; what is appended now counts beside that"));
    return journal.find(key).map(known -> goOn(source, known)).orElse(first);
  }

  private ImportProgress goOn(ImportSource source, ImportProgress known) {
    if (!request.again()) {
      return known.named(source.name());
    }
    if (known.done()) {
      return ImportProgress.begin(source.name(), known.number() + 1, clock.millis());
    }
    notes.accept(
        source.name()
            + " was not yet imported whole: that import goes on; --again after it begins another");
    return known.named(source.name());
  }

  /** What was in the future when the import of a file began stays so; a stream has no such end. */
  private PaymentMapper mapper(ImportSource source, ImportProgress start) {
    Clock judging =
        source.fingerprint().isPresent()
            ? Clock.fixed(Instant.ofEpochMilli(start.startedAtMillis()), ZoneOffset.UTC)
            : clock;
    return new PaymentMapper(request.mapping(), judging);
  }
}
