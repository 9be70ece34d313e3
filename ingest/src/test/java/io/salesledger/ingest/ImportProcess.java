package io.salesledger.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.salesledger.contract.SettingsLoader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;

/** The import as a process of its own, to be killed, frozen and interrupted as a whole. */
final class ImportProcess implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 120;

  private final Process process;
  private final Path out;
  private final Path err;

  private ImportProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** Takes broker, registry, topic, then what the command takes. */
  public static void main(String[] arguments) {
    List<String> all = Arrays.asList(arguments);
    CommandLine command =
        new CommandLine(
            new ImportCommand(
                () ->
                    SettingsLoader.load(
                        Map.of(
                            "ledger.kafka.bootstrap.servers", all.get(0),
                            "ledger.schema.registry.url", all.get(1),
                            "ledger.kafka.topic", all.get(2)),
                        Map.of(),
                        Path.of("").toAbsolutePath())));
    command.setOut(new PrintWriter(System.out, true, UTF_8));
    command.setErr(new PrintWriter(System.err, true, UTF_8));
    System.exit(command.execute(all.subList(3, all.size()).toArray(String[]::new)));
  }

  static ImportProcess start(Servers servers, String topic, Path folder, String... arguments)
      throws IOException {
    // As from a terminal: whoever runs the tests in the background has Ctrl-C ignored for them.
    List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(ImportProcess.class.getName());
    command.addAll(List.of(servers.kafka().bootstrapServers(), servers.registry().url(), topic));
    command.addAll(Arrays.asList(arguments));
    Path out = Files.createTempFile(folder, "import", ".out");
    Path err = Files.createTempFile(folder, "import", ".err");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    return new ImportProcess(process, out, err);
  }

  /** For standard input. */
  Process process() {
    return process;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** As {@code kill -9}. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  /** Waits for its end. */
  CommandRun end() throws IOException, InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("still running: " + Files.readString(err));
    }
    // Of Kafka's own logging there is none without a binding but its complaint.
    List<String> lines =
        Files.readAllLines(err, UTF_8).stream().filter(line -> !line.startsWith("SLF4J")).toList();
    return new CommandRun(process.exitValue(), Files.readString(out, UTF_8), lines);
  }

  @Override
  public void close() {
    kill();
  }
}
