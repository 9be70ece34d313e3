package io.salesledger.local.status;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.local.stack.Leftovers;
import io.salesledger.local.stack.StackFolder;
import io.salesledger.local.stack.StackState;
import io.salesledger.local.stack.StackStateFile;
import io.salesledger.parts.Supervisor;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds out what runs in a folder and how far it is. Changes nothing; any thread may call it. */
public final class StatusReader {
  private final StackFolder folder;
  private final LedgerSettings settings;
  private final Clock clock;

  /** That of a stack's folder, with settings by which its parts are reached. */
  public StatusReader(StackFolder folder, LedgerSettings settings, Clock clock) {
    this.folder = folder;
    this.settings = settings;
    this.clock = clock;
  }

  /** What is there now. */
  public StatusReport read() {
    Optional<StackState> noted = new StackStateFile(folder).read();
    boolean running = noted.flatMap(state -> state.up().find()).isPresent();
    List<StatusReport.PartStatus> parts =
        Stream.concat(
                noted.map(StackState::parts).orElse(List.of()).stream()
                    .map(StatusReport.PartStatus::of),
                Supervisor.workers(folder.part("supervisor")).stream().map(this::ofWorker))
            .toList();
    if (!running) {
      return new StatusReport(
          folder.root().toString(), false, false, parts, List.of(), notRunning());
    }
    List<PartitionProgress> partitions;
    Optional<String> trouble;
    try {
      ViewsProgress views = new ViewsProgress(settings.redis());
      partitions = views.read();
      trouble = views.trouble();
    } catch (LedgerFailure e) {
      return new StatusReport(
          folder.root().toString(), true, false, parts, List.of(), e.getMessage());
    }
    Optional<String> problem =
        problem(noted.get().healthy(), parts).or(() -> trouble).or(() -> problem(partitions));
    return new StatusReport(
        folder.root().toString(), true, problem.isEmpty(), parts, partitions, problem.orElse(null));
  }

  private StatusReport.PartStatus ofWorker(ProcessHandle worker) {
    Instant since = worker.info().startInstant().orElse(clock.instant());
    return new StatusReport.PartStatus(
        "Storm worker",
        worker.pid(),
        Supervisor.portOf(worker),
        since.toString(),
        0,
        0,
        true,
        null);
  }

  private String notRunning() {
    int leftovers = new Leftovers(folder).find().size();
    return leftovers == 0
        ? "nothing runs in " + folder.root() + "; start it with: ledger up" + folder.option()
        : leftovers
            + " processes run in "
            + folder.root()
            + " but nothing keeps them running; end them with: ledger down"
            + folder.option();
  }

  private Optional<String> problem(boolean started, List<StatusReport.PartStatus> parts) {
    if (!started) {
      return Optional.of("still starting");
    }
    for (StatusReport.PartStatus part : parts) {
      if (!part.alive()) {
        return Optional.of(died(part) + "; it is being started again");
      }
      if (diesAgainAndAgain(part)) {
        return Optional.of(died(part) + "; it lives now, but not for long yet");
      }
    }
    return Optional.empty();
  }

  private Optional<String> problem(List<PartitionProgress> partitions) {
    long oldestMillis = clock.millis() - settings.api().heartbeatMaxAgeMillis();
    List<Integer> silent =
        partitions.stream()
            .filter(partition -> partition.heartbeatMillis() < oldestMillis)
            .map(PartitionProgress::partition)
            .toList();
    if (partitions.isEmpty()) {
      return Optional.of("the topology has not taken a partition yet");
    }
    if (!silent.isEmpty()) {
      return Optional.of("the topology does not count; no sign of life from partitions " + silent);
    }
    List<Integer> unbalanced =
        partitions.stream()
            .filter(partition -> !partition.balanced())
            .map(PartitionProgress::partition)
            .toList();
    return unbalanced.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "the accounts of partitions "
                + unbalanced
                + " do not balance; make the views anew with: ledger rebuild");
  }

  private static String died(StatusReport.PartStatus part) {
    return part.deaths() < StackState.Part.MANY_DEATHS
        ? part.name() + " has died"
        : part.name() + " has died " + part.deaths() + " times in a row, see " + part.log();
  }

  private boolean diesAgainAndAgain(StatusReport.PartStatus part) {
    return part.deaths() >= StackState.Part.MANY_DEATHS
        && Instant.parse(part.since()).plus(StackState.Part.LONG_LIFE).isAfter(clock.instant());
  }
}
