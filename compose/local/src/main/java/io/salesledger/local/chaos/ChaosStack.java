package io.salesledger.local.chaos;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.SettingKey;
import io.salesledger.local.stack.Addresses;
import io.salesledger.local.stack.OwnProcess;
import io.salesledger.local.stack.StackEnd;
import io.salesledger.local.stack.StackFolder;
import io.salesledger.local.stack.StackState;
import io.salesledger.local.stack.StackStateFile;
import io.salesledger.parts.JavaCommand;
import io.salesledger.parts.LoopbackPorts;
import io.salesledger.parts.ParentGuard;
import io.salesledger.parts.Supervisor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The stack that faults are done to: brought up by {@code ledger up} in a process of its own, on
 * ports and in a folder of its own, so that it is what users run and no other is touched. It ends
 * with this process, whatever happens to that. For one thread.
 */
final class ChaosStack implements AutoCloseable {
  private static final Duration UP_PATIENCE = Duration.ofMinutes(5);
  private static final int UP_HEAP_MEGABYTES = 128;
  private static final int GENERATOR_HEAP_MEGABYTES = 256;
  private static final int STORM_PORTS = 7;
  private static final int OTHER_PORTS = 4;
  private static final String SETTINGS_PREFIX = "LEDGER_";

  /**
   * Most workers of the topology, and tasks of each of its components: more than one, so that
   * batches cross processes; no more, so that two topologies fit in memory and slots.
   */
  static final int WORKERS = 2;

  private final Path home;
  private final StackFolder folder;
  private final LedgerSettings settings;
  private final ParentGuard guard;
  private final Waiting waiting;

  private ChaosStack(
      Path home, StackFolder folder, LedgerSettings settings, ParentGuard guard, Waiting waiting) {
    this.home = home;
    this.folder = folder;
    this.settings = settings;
    this.guard = guard;
    this.waiting = waiting;
  }

  /**
   * One that is not up yet.
   *
   * @param home an empty folder; its {@code ledger.properties} will tell commands called in it
   *     where all is
   */
  static ChaosStack in(Path home, Waiting waiting) {
    StackFolder folder = new StackFolder(home.resolve(StackFolder.DEFAULT_NAME));
    List<String> markers = new ArrayList<>(folder.markers());
    markers.add(folder.upMarker());
    try {
      Files.createDirectories(folder.root());
      Files.write(
          home.resolve("ledger.properties"),
          properties().entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList());
      return new ChaosStack(
          home,
          folder,
          Addresses.load(Map.of(), Map.of(), home, Map.of()),
          ParentGuard.over(markers),
          waiting);
    } catch (IOException e) {
      throw LedgerFailure.failed("cannot write in " + home + ": " + e.getMessage(), e);
    }
  }

  private static Map<String, String> properties() {
    int port = LoopbackPorts.freeRow(STORM_PORTS + OTHER_PORTS);
    Map<String, String> properties = new TreeMap<>();
    properties.put(SettingKey.API_PORT.key(), "" + port);
    properties.put(SettingKey.KAFKA_PORT.key(), "" + (port + 1));
    properties.put(SettingKey.REDIS_PORT.key(), "" + (port + 2));
    properties.put(SettingKey.REGISTRY_PORT.key(), "" + (port + 3));
    properties.put(SettingKey.STORM_PORT_BASE.key(), "" + (port + OTHER_PORTS));
    properties.put(SettingKey.STORM_WORKERS.key(), "" + WORKERS);
    properties.put(SettingKey.STORM_SPOUT_TASKS.key(), "" + WORKERS);
    properties.put(SettingKey.STORM_DECODE_TASKS.key(), "" + WORKERS);
    properties.put(SettingKey.STORM_LEDGER_TASKS.key(), "" + WORKERS);
    return properties;
  }

  /**
   * Brings it up and waits until all is healthy.
   *
   * @throws LedgerFailure if it does not come up
   */
  void up() {
    Path said = home.resolve("up.log");
    Process up =
        launch(
            new JavaCommand(folder.upMarker(), UP_HEAP_MEGABYTES), List.of("up"), said, said, true);
    StackStateFile state = new StackStateFile(folder);
    waiting.until(
        "healthy stack (it says why in " + said + ")",
        UP_PATIENCE,
        () -> {
          if (!up.isAlive()) {
            throw LedgerFailure.failed("the stack does not come up: " + lastLine(said));
          }
          return state.read().filter(StackState::healthy).isPresent();
        });
  }

  /**
   * Starts {@code ledger generate} with these options.
   *
   * @param out what it reports
   */
  Process generate(List<String> options, Path out) {
    List<String> arguments = new ArrayList<>(List.of("generate"));
    arguments.addAll(options);
    return launch(
        new JavaCommand(JavaCommand.marker(folder.part("generator")), GENERATOR_HEAP_MEGABYTES),
        arguments,
        out,
        home.resolve("generate.err"),
        false);
  }

  private Process launch(
      JavaCommand java, List<String> arguments, Path out, Path err, boolean ownSession) {
    List<String> command = new ArrayList<>();
    if (ownSession && Files.isExecutable(Path.of("/usr/bin/setsid"))) {
      // Ctrl-C reaches only this process, which ends the stack in order.
      command.add("/usr/bin/setsid");
    }
    command.addAll(OwnProcess.with(java).command(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(home.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.appendTo(err.toFile()));
    // The run is to be the same for everyone: only its own settings count.
    builder.environment().keySet().removeIf(name -> name.startsWith(SETTINGS_PREFIX));
    try {
      return builder.start();
    } catch (IOException e) {
      throw LedgerFailure.failed("cannot start " + command.get(0) + ": " + e.getMessage(), e);
    }
  }

  /** By which its parts are reached. */
  LedgerSettings settings() {
    return settings;
  }

  /** Where its data is. */
  StackFolder folder() {
    return folder;
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
    return Supervisor.workers(folder.part("supervisor"));
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
    return new StackStateFile(folder)
        .running()
        .orElseThrow(() -> LedgerFailure.failed("the stack's own `up` has ended"))
        .parts();
  }

  private static String lastLine(Path log) {
    try {
      return Files.readAllLines(log).stream().reduce("", (before, line) -> line);
    } catch (IOException e) {
      return "(no " + log + ")";
    }
  }

  /** Ends all of it; the data stays. */
  @Override
  public void close() {
    try {
      new StackEnd(folder).end();
    } finally {
      guard.close();
    }
  }
}
