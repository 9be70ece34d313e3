package io.salesledger.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.salesledger.local.stack.StackFolder;
import io.salesledger.local.stack.StackState;
import io.salesledger.local.stack.StackStateFile;
import io.salesledger.parts.LoopbackPorts;
import io.salesledger.parts.MarkedProcesses;
import io.salesledger.parts.ParentGuard;
import io.salesledger.parts.PartsHome;
import io.salesledger.parts.Supervisor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.Jedis;

/**
 * Everything on one machine, as a user has it: brought up by the command in a process of its own,
 * on random ports, in a folder of its own. Ends with the test, and with the test's JVM whatever
 * happens to that. For one thread.
 */
final class LocalStack implements AutoCloseable {
  private static final int COMMAND_PATIENCE_MINUTES = 5;
  private static final int REDIS_PATIENCE_MILLIS = 30_000;
  private static final int STORM_PORTS = 7;
  private static final int OTHER_PORTS = 4;

  private final Path workingFolder;
  private final StackFolder folder;
  private final int firstPort = LoopbackPorts.freeRow(STORM_PORTS + OTHER_PORTS);
  private final ParentGuard guard;
  private final HttpClient http = HttpClient.newHttpClient();

  private LocalStack(Path workingFolder) throws IOException {
    this.workingFolder = workingFolder;
    this.folder = new StackFolder(workingFolder.resolve(StackFolder.DEFAULT_NAME));
    List<String> markers = new ArrayList<>();
    // What starts parts again ends before the parts.
    markers.add(folder.upMarker());
    markers.add(commandMarker());
    markers.addAll(folder.markers());
    this.guard = ParentGuard.over(markers);
  }

  /** Its views; an answer that is late because the machine is busy is waited for. */
  Jedis redis() {
    return new Jedis("127.0.0.1", redisPort(), REDIS_PATIENCE_MILLIS);
  }

  /** What a command said and how it ended. */
  record Answer(int exitCode, String out, String err) {}

  /** A stack that is not up yet. */
  static LocalStack in(Path workingFolder) throws IOException {
    return new LocalStack(workingFolder);
  }

  /** Brings it up, detached, on its ports; further options after. */
  Answer up(String... options) {
    List<String> arguments = upArguments(options);
    arguments.add("--detach");
    return run(arguments.toArray(String[]::new));
  }

  /** Brings it up as a process that stays; what it says is appended to this file. */
  Process upInForeground(Path said, String... options) throws IOException {
    return start(said, Map.of(), upArguments(options).toArray(String[]::new));
  }

  /** Starts the command with these variables; what it says is appended to this file. */
  Process start(Path said, Map<String, String> environment, String... arguments)
      throws IOException {
    ProcessBuilder builder = builder(home(), List.of(arguments));
    builder.environment().putAll(environment);
    return builder.redirectErrorStream(true).redirectOutput(said.toFile()).start();
  }

  private List<String> upArguments(String... options) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "up",
                "--api-port=" + apiPort(),
                "--kafka-port=" + (firstPort + 1),
                "--redis-port=" + redisPort(),
                "--registry-port=" + (firstPort + 3),
                "--storm-port-base=" + (firstPort + OTHER_PORTS)));
    arguments.addAll(List.of(options));
    return arguments;
  }

  /** Runs the ledger command in the stack's working folder, and waits for its end. */
  Answer run(String... arguments) {
    return runAt(home(), arguments);
  }

  private static Path home() {
    return Path.of(System.getProperty("ledger.home"));
  }

  /** As {@link #run}, as if the command had been built in another folder. */
  Answer runAt(Path home, String... arguments) {
    try {
      Path out = Files.createTempFile(workingFolder, "out", ".txt");
      Path err = Files.createTempFile(workingFolder, "err", ".txt");
      Process process =
          builder(home, List.of(arguments))
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      if (!process.waitFor(COMMAND_PATIENCE_MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new AssertionError("no end of: ledger " + String.join(" ", arguments));
      }
      return new Answer(process.exitValue(), Files.readString(out), Files.readString(err));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private ProcessBuilder builder(Path home, List<String> arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                // As from a terminal: what runs in the background has Ctrl-C ignored from the
                // start.
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                commandMarker(),
                "-Dledger.home=" + home,
                "-Dledger.parts.home=" + PartsHome.located().root(),
                "-Dlog4j2.configurationFile=ledger-log4j2.xml",
                "-cp",
                classPath(),
                "io.salesledger.local.LedgerCommand"));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).directory(workingFolder.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("LEDGER_"));
    return builder;
  }

  /** What {@code status --json} says. */
  JsonNode status() {
    return json(run("status", "--json").out());
  }

  /** What the query API answers for a path that begins with a slash. */
  JsonNode api(String path) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + apiPort() + path)).build();
    try {
      return json(
          http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8)).body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** What its {@code up} has noted. */
  StackState state() {
    return new StackStateFile(folder).read().orElseThrow();
  }

  /** The process of one part that runs, by the part's name in {@link #status()}. */
  ProcessHandle part(String name) {
    return state().parts().stream()
        .filter(part -> part.name().equals(name))
        .findFirst()
        .flatMap(part -> part.process().find())
        .orElseThrow(() -> new AssertionError(name + " does not run"));
  }

  /** The processes of Storm workers. */
  List<ProcessHandle> workers() {
    return Supervisor.workers(folder.part("supervisor"));
  }

  /** As {@code kill -9}, and waits until it is gone. */
  static void kill(ProcessHandle process) {
    MarkedProcesses.kill(List.of(process));
  }

  /** Every process of the stack that lives, {@code up} included. */
  List<ProcessHandle> processes() {
    List<String> markers = new ArrayList<>();
    // What starts parts again ends before the parts.
    markers.add(folder.upMarker());
    markers.add(commandMarker());
    markers.addAll(folder.markers());
    return MarkedProcesses.find(markers);
  }

  /** The argument of every command that is run here, one that stays included. */
  private String commandMarker() {
    return "-Dledger.test.folder=" + workingFolder;
  }

  /** Where its data is. */
  StackFolder folder() {
    return folder;
  }

  int apiPort() {
    return firstPort;
  }

  /** Behind ZooKeeper's. */
  int nimbusPort() {
    return firstPort + OTHER_PORTS + 1;
  }

  int redisPort() {
    return firstPort + 2;
  }

  /** What Kafka's clients take. */
  String bootstrapServers() {
    return "127.0.0.1:" + (firstPort + 1);
  }

  /** What Confluent's clients take. */
  String registryUrl() {
    return "http://127.0.0.1:" + (firstPort + 3) + "/apis/ccompat/v7";
  }

  /** Ends it, if it runs. */
  @Override
  public void close() {
    try {
      run("down");
    } finally {
      MarkedProcesses.kill(processes());
      guard.close();
    }
  }

  private static String classPath() {
    Path target = Path.of("target").toAbsolutePath();
    return target.resolve("salesledger-local.jar") + ":" + target.resolve("lib") + "/*";
  }

  private static JsonNode json(String text) {
    try {
      return JsonMapper.builder().build().readTree(text);
    } catch (IOException e) {
      throw new AssertionError("not JSON: " + text, e);
    }
  }
}
