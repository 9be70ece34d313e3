package io.salesledger.bench.latency;

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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The stack that is measured: what {@code ledger up} brings up with its defaults, but for ports and
 * a folder of its own. It ends with this process, whatever happens to that.
 */
final class LatencyStack implements AutoCloseable {
  private static final Duration UP_PATIENCE = Duration.ofMinutes(5);
  private static final int UP_HEAP_MEGABYTES = 128;
  private static final int STORM_PORTS = 7;
  private static final int OTHER_PORTS = 4;
  private static final String SETTINGS_PREFIX = "LEDGER_";

  private final Path home;
  private final StackFolder folder;
  private final LedgerSettings settings;
  private final ParentGuard guard;

  private LatencyStack(Path home, StackFolder folder, LedgerSettings settings, ParentGuard guard) {
    this.home = home;
    this.folder = folder;
    this.settings = settings;
    this.guard = guard;
  }

  /**
   * One that is not up yet.
   *
   * @param home an empty folder
   */
  static LatencyStack in(Path home) {
    StackFolder folder = new StackFolder(home.resolve(StackFolder.DEFAULT_NAME));
    List<String> markers = new ArrayList<>(folder.markers());
    markers.add(folder.upMarker());
    try {
      Files.createDirectories(folder.root());
      Files.write(
          home.resolve("ledger.properties"),
          ports().entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList());
      return new LatencyStack(
          home,
          folder,
          Addresses.load(Map.of(), Map.of(), home, Map.of()),
          ParentGuard.over(markers));
    } catch (IOException e) {
      throw LedgerFailure.failed("cannot write in " + home + ": " + e.getMessage(), e);
    }
  }

  private static Map<String, Integer> ports() {
    int port = LoopbackPorts.freeRow(STORM_PORTS + OTHER_PORTS);
    Map<String, Integer> ports = new TreeMap<>();
    ports.put(SettingKey.API_PORT.key(), port);
    ports.put(SettingKey.KAFKA_PORT.key(), port + 1);
    ports.put(SettingKey.REDIS_PORT.key(), port + 2);
    ports.put(SettingKey.REGISTRY_PORT.key(), port + 3);
    ports.put(SettingKey.STORM_PORT_BASE.key(), port + OTHER_PORTS);
    return ports;
  }

  /**
   * Brings it up and waits until all is healthy.
   *
   * @throws LedgerFailure if it does not come up
   */
  void up() {
    Path said = home.resolve("up.log");
    Process up = launch(said);
    StackStateFile state = new StackStateFile(folder);
    Waiting.until(
        "healthy stack (it says why in " + said + ")",
        UP_PATIENCE,
        () -> {
          if (!up.isAlive()) {
            throw LedgerFailure.failed("the stack does not come up: " + lastLine(said));
          }
          return state.read().filter(StackState::healthy).isPresent();
        });
  }

  private Process launch(Path said) {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
      // Ctrl-C reaches only this process, which ends the stack in order.
      command.add("/usr/bin/setsid");
    }
    command.addAll(
        OwnProcess.with(new JavaCommand(folder.upMarker(), UP_HEAP_MEGABYTES))
            .command(List.of("up")));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(home.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    // What is measured is to be the same for everyone: the defaults.
    builder.environment().keySet().removeIf(name -> name.startsWith(SETTINGS_PREFIX));
    try {
      return builder.start();
    } catch (IOException e) {
      throw LedgerFailure.failed("cannot start " + command.get(0) + ": " + e.getMessage(), e);
    }
  }

  private static String lastLine(Path log) {
    try {
      return Files.readAllLines(log).stream().reduce("", (before, line) -> line);
    } catch (IOException e) {
      return "(no " + log + ")";
    }
  }

  /** By which its parts are reached. */
  LedgerSettings settings() {
    return settings;
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
