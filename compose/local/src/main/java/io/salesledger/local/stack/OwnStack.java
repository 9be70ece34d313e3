package io.salesledger.local.stack;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.SettingKey;
import io.salesledger.parts.JavaCommand;
import io.salesledger.parts.LoopbackPorts;
import io.salesledger.parts.ParentGuard;
import io.salesledger.parts.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A command's own stack: what {@code ledger up} brings up in a process of its own, on ports and in
 * a folder of its own, so that it is what users run and no other is touched. It ends with this
 * process, whatever happens to that. For one thread.
 */
public final class OwnStack implements AutoCloseable {
  private static final Duration UP_PATIENCE = Duration.ofMinutes(8);
  private static final int UP_HEAP_MEGABYTES = 128;
  private static final int STORM_PORTS = 7;
  private static final int OTHER_PORTS = 4;
  private static final String SETTINGS_PREFIX = "LEDGER_";
  private static final Path SETSID = Path.of("/usr/bin/setsid");

  private final Path home;
  private final StackFolder folder;
  private final LedgerSettings settings;
  private final ParentGuard guard;

  private OwnStack(Path home, StackFolder folder, LedgerSettings settings, ParentGuard guard) {
    this.home = home;
    this.folder = folder;
    this.settings = settings;
    this.guard = guard;
  }

  /**
   * One that is not up yet.
   *
   * @param home an empty folder; its {@code ledger.properties} will tell commands called in it
   *     where all is
   * @param more settings that are not to be their defaults
   */
  public static OwnStack in(Path home, Map<SettingKey, String> more) {
    StackFolder folder = new StackFolder(home.resolve(StackFolder.DEFAULT_NAME));
    List<String> markers = new ArrayList<>(folder.markers());
    markers.add(folder.upMarker());
    Map<SettingKey, String> properties = new EnumMap<>(ports());
    properties.putAll(more);
    try {
      folder.make();
      Files.write(
          home.resolve("ledger.properties"),
          properties.entrySet().stream().map(e -> e.getKey().key() + "=" + e.getValue()).toList());
      return new OwnStack(
          home,
          folder,
          Addresses.load(Map.of(), Map.of(), home, Map.of()),
          ParentGuard.over(markers));
    } catch (IOException e) {
      throw LedgerFailure.failed("cannot write in " + home + ": " + e.getMessage(), e);
    }
  }

  private static Map<SettingKey, String> ports() {
    int port = LoopbackPorts.freeRow(STORM_PORTS + OTHER_PORTS);
    return Map.of(
        SettingKey.API_PORT, Integer.toString(port),
        SettingKey.KAFKA_PORT, Integer.toString(port + 1),
        SettingKey.REDIS_PORT, Integer.toString(port + 2),
        SettingKey.REGISTRY_PORT, Integer.toString(port + 3),
        SettingKey.STORM_PORT_BASE, Integer.toString(port + OTHER_PORTS));
  }

  /**
   * Brings it up and waits until all is healthy.
   *
   * @throws LedgerFailure if it does not come up
   */
  public void up(Waiting waiting) {
    Path said = home.resolve("up.log");
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(SETSID)) {
      // Ctrl-C reaches only this process, which ends the stack in order.
      command.add(SETSID.toString());
    }
    command.addAll(
        OwnProcess.with(new JavaCommand(folder.upMarker(), UP_HEAP_MEGABYTES))
            .command(List.of("up")));
    Process up =
        start(new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()));
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

  /** Starts the ledger command beside it, in such a JVM. */
  public Process run(JavaCommand java, List<String> arguments, Path out, Path err) {
    return start(
        new ProcessBuilder(OwnProcess.with(java).command(arguments))
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.appendTo(err.toFile())));
  }

  private Process start(ProcessBuilder builder) {
    builder.directory(home.toFile()).redirectInput(Path.of("/dev/null").toFile());
    // The run is to be the same for everyone: only its own settings count.
    builder.environment().keySet().removeIf(name -> name.startsWith(SETTINGS_PREFIX));
    try {
      return builder.start();
    } catch (IOException e) {
      throw LedgerFailure.failed(
          "cannot start " + builder.command().get(0) + ": " + e.getMessage(), e);
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
  public LedgerSettings settings() {
    return settings;
  }

  /** Where its data is. */
  public StackFolder folder() {
    return folder;
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
