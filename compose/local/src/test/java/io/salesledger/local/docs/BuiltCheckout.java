package io.salesledger.local.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.salesledger.contract.SettingKey;
import io.salesledger.local.stack.StackFolder;
import io.salesledger.parts.LoopbackPorts;
import io.salesledger.parts.MarkedProcesses;
import io.salesledger.parts.ParentGuard;
import io.salesledger.parts.PartsHome;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A folder that looks like the checkout after its build, in which a page's commands run as they are
 * written. What is there is the real thing: the script, the jars that this build made, the docs.
 *
 * <p>Another stack may run on the usual ports, so this one's are random. No command is changed for
 * that:
 *
 * <ul>
 *   <li>{@code ledger} finds the ports in {@code ledger.properties};
 *   <li>{@code curl} is the machine's own; its configuration file leads the usual ports to the
 *       random ones;
 *   <li>{@code redis-cli} is the machine's own with the port and the terminal's way of printing
 *       added, or, on a machine without, {@link RedisAnswer}.
 * </ul>
 *
 * <p>Nothing is left running: not after {@link #close}, nor when this JVM is killed. For one
 * thread.
 */
final class BuiltCheckout implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int PORTS = 11;
  private static final int STORM = 4;

  private final Path root;
  private final int firstPort = LoopbackPorts.freeRow(PORTS);
  private final List<String> markers;
  private final ParentGuard guard;
  private final List<Process> inForeground = new ArrayList<>();

  private BuiltCheckout(Path root) throws IOException {
    this.root = root;
    StackFolder stack = new StackFolder(root.resolve(StackFolder.DEFAULT_NAME));
    this.markers = new ArrayList<>();
    // First whoever would start the parts again; an `up` in the foreground carries the second.
    markers.add(stack.upMarker());
    markers.add("-Dledger.home=" + root);
    markers.addAll(stack.markers());
    this.guard = ParentGuard.over(markers);
  }

  /** One in this empty folder. */
  static BuiltCheckout in(Path folder) throws IOException {
    BuiltCheckout checkout = new BuiltCheckout(folder.toRealPath());
    checkout.layOut();
    return checkout;
  }

  /** The checkout that is tested. */
  static Path source() {
    return Path.of(System.getProperty("ledger.home")).toAbsolutePath().normalize();
  }

  private void layOut() throws IOException {
    Path source = source();
    Files.copy(source.resolve("ledger"), root.resolve("ledger"));
    Path built = Files.createDirectories(root.resolve("compose/local/target"));
    // Newer than all that a build reads, so that the script does not build within the build.
    Files.createFile(built.resolve("built"));
    link("compose/local/target/salesledger-local.jar", Path.of("target/salesledger-local.jar"));
    link("compose/local/target/lib", Path.of("target/lib"));
    link("compose/parts/target/parts", PartsHome.located().root());
    link("windowing/target", source.resolve("windowing/target"));
    link("query-api/target", source.resolve("query-api/target"));
    link("docs", source.resolve("docs"));
    link("schemas/src/main/avro", source.resolve("schemas/src/main/avro"));
    Files.write(
        root.resolve("ledger.properties"),
        List.of(
            SettingKey.API_PORT.key() + "=" + firstPort,
            SettingKey.KAFKA_PORT.key() + "=" + (firstPort + 1),
            SettingKey.REDIS_PORT.key() + "=" + redisPort(),
            SettingKey.REGISTRY_PORT.key() + "=" + (firstPort + 3),
            SettingKey.STORM_PORT_BASE.key() + "=" + (firstPort + STORM)));
    Path tools = Files.createDirectories(root.resolve("tools"));
    Files.write(
        tools.resolve(".curlrc"),
        List.of(
            "noproxy = \"*\"",
            connectTo(SettingKey.API_PORT, firstPort),
            connectTo(SettingKey.REGISTRY_PORT, firstPort + 3)));
    Path redisCli = Files.writeString(tools.resolve("redis-cli"), redisCli());
    Files.setPosixFilePermissions(redisCli, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void link(String name, Path target) throws IOException {
    Path link = root.resolve(name);
    Files.createDirectories(link.getParent());
    Files.createSymbolicLink(link, target.toAbsolutePath());
  }

  private static String connectTo(SettingKey usual, int port) {
    return "connect-to = \"127.0.0.1:" + usual.defaultValue() + ":127.0.0.1:" + port + '"';
  }

  private int redisPort() {
    return firstPort + 2;
  }

  private String redisCli() {
    Optional<Path> own =
        Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
            .map(folder -> Path.of(folder, "redis-cli"))
            .filter(Files::isExecutable)
            .findFirst();
    String command =
        own.map(path -> "'" + path + "' --no-raw -p " + redisPort())
            .orElseGet(
                () ->
                    "'"
                        + Path.of(System.getProperty("java.home"), "bin", "java")
                        + "' -cp '"
                        + System.getProperty("java.class.path")
                        + "' "
                        + RedisAnswer.class.getName()
                        + " "
                        + redisPort());
    return "#!/bin/sh\nexec " + command + " \"$@\"\n";
  }

  /** Runs the commands one after the other; each must print what its page says. */
  void runAll(List<DocumentedStep> steps) {
    assertThat(steps).isNotEmpty();
    steps.forEach(this::run);
  }

  private void run(DocumentedStep step) {
    try {
      Path out = Files.createTempFile(root, "out", ".txt");
      if (step.staysInForeground()) {
        Process process = start(step, out);
        inForeground.add(process);
        awaitAsDocumented(step, process, out);
        return;
      }
      if (step.isQuestion()) {
        // What was appended is counted a moment later.
        await()
            .atMost(PATIENCE)
            .pollInterval(Duration.ofMillis(300))
            .untilAsserted(() -> assertAsDocumented(step, end(start(step, out), step), out));
        return;
      }
      assertAsDocumented(step, end(start(step, out), step), out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitAsDocumented(DocumentedStep step, Process process, Path out) {
    try {
      await()
          .atMost(PATIENCE)
          .until(() -> !process.isAlive() || step.isAsDocumented(Files.readString(out), root));
    } catch (ConditionTimeoutException e) {
      // The assertion tells more.
    }
    assertAsDocumented(step, process.isAlive() ? 0 : process.exitValue(), out);
  }

  private void assertAsDocumented(DocumentedStep step, int exitCode, Path out) {
    try {
      String printed = Files.readString(out);
      assertThat(step.isAsDocumented(printed, root) && exitCode == 0)
          .as(
              "%s: $ %s%n%s%nexit code %d; the page says%n%s",
              step.page(), step.command(), printed, exitCode, String.join("\n", step.output()))
          .isTrue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Process start(DocumentedStep step, Path out) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-c", step.command())
            .directory(root.toFile())
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(out.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("LEDGER_"));
    // Beside all parts of a machine and the other tests a command may wait longer for Kafka.
    builder.environment().put("LEDGER_KAFKA_DEFAULT_API_TIMEOUT_MS", "60000");
    builder.environment().put("LEDGER_KAFKA_REQUEST_TIMEOUT_MS", "30000");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("CURL_HOME", root.resolve("tools").toString());
    builder
        .environment()
        .merge("PATH", "", (path, none) -> root.resolve("tools") + File.pathSeparator + path);
    return builder.start();
  }

  private static int end(Process process, DocumentedStep step) {
    try {
      if (process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        return process.exitValue();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
    throw new AssertionError("no end of: " + step.command());
  }

  /** Every process of the stack that lives. */
  List<ProcessHandle> processes() {
    return MarkedProcesses.find(markers);
  }

  @Override
  public void close() {
    MarkedProcesses.kill(processes());
    inForeground.forEach(Process::destroyForcibly);
    guard.close();
  }
}
