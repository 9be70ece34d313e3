package io.salesledger.local.chaos;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.SettingKey;
import io.salesledger.local.stack.OwnStack;
import io.salesledger.local.stack.StackFolder;
import io.salesledger.local.stack.StackState;
import io.salesledger.local.stack.StackStateFile;
import io.salesledger.parts.JavaCommand;
import io.salesledger.parts.Supervisor;
import io.salesledger.parts.Waiting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The stack that faults are done to, and what is known of its processes. For one thread. */
final class ChaosStack implements AutoCloseable {
  private static final int GENERATOR_HEAP_MEGABYTES = 256;

  /**
   * Most workers of the topology, and tasks of each of its components: more than one, so that
   * batches cross processes; no more, so that two topologies fit in memory and slots.
   */
  static final int WORKERS = 2;

  private static final Map<SettingKey, String> SETTINGS =
      Map.of(
          SettingKey.STORM_WORKERS, "" + WORKERS,
          SettingKey.STORM_SPOUT_TASKS, "" + WORKERS,
          SettingKey.STORM_DECODE_TASKS, "" + WORKERS,
          SettingKey.STORM_LEDGER_TASKS, "" + WORKERS);

  private final Path home;
  private final OwnStack stack;
  private final Waiting waiting;

  private ChaosStack(Path home, OwnStack stack, Waiting waiting) {
    this.home = home;
    this.stack = stack;
    this.waiting = waiting;
  }

  /**
   * One that is not up yet.
   *
   * @param plan whose home is an empty folder; its {@code ledger.properties} will tell commands
   *     called in it where all is
   */
  static ChaosStack in(ChaosPlan plan, Waiting waiting) {
    Map<SettingKey, String> settings = new EnumMap<>(SETTINGS);
    settings.put(SettingKey.COMMIT_ENTRIES, Integer.toString(plan.commitEntries()));
    return new ChaosStack(plan.home(), OwnStack.in(plan.home(), settings), waiting);
  }

  /**
   * Brings it up and waits until all is healthy.
   *
   * @throws LedgerFailure if it does not come up
   */
  void up() {
    stack.up(waiting);
  }

  /**
   * Starts {@code ledger generate} with these options.
   *
   * @param out what it reports
   */
  Process generate(List<String> options, Path out) {
    List<String> arguments = new ArrayList<>(List.of("generate"));
    arguments.addAll(options);
    return stack.run(
        new JavaCommand(JavaCommand.marker(folder().part("generator")), GENERATOR_HEAP_MEGABYTES),
        arguments,
        out,
        home.resolve("generate.err"));
  }

  /** By which its parts are reached. */
  LedgerSettings settings() {
    return stack.settings();
  }

  /** Where its data is. */
  StackFolder folder() {
    return stack.folder();
  }

  /** The process of a part that runs, by the part's name in {@code ledger status}. */
  ProcessHandle part(String name) {
    return parts().stream()
        .filter(part -> part.name().equals(name))
        .findFirst()
        .flatMap(part -> part.process().find())
        .orElseThrow(() -> LedgerFailure.failed(name + " does not run"));
  }

  /** The processes of Storm workers. */
  List<ProcessHandle> workers() {
    return Supervisor.workers(folder().part("supervisor"));
  }

  /** Waits until every part runs. */
  void awaitParts() {
    waiting.until(
        "restart of every part",
        ChaosRun.PATIENCE,
        () ->
            parts().stream().allMatch(part -> part.process().find().isPresent())
                && !workers().isEmpty());
  }

  private List<StackState.Part> parts() {
    return new StackStateFile(folder())
        .running()
        .orElseThrow(() -> LedgerFailure.failed("the stack's own `up` has ended"))
        .parts();
  }

  /** Ends all of it; the data stays. */
  @Override
  public void close() {
    stack.close();
  }
}
