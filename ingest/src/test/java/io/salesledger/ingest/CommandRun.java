package io.salesledger.ingest;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.SettingsLoader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;

/**
 * What a command line came to: exit code and what it printed.
 *
 * @param err lines of the error output
 */
record CommandRun(int exitCode, String out, List<String> err) {

  static CommandRun ofImport(LedgerSettings settings, String... arguments) {
    return run(new ImportCommand(() -> settings), arguments);
  }

  static CommandRun ofGenerate(LedgerSettings settings, String... arguments) {
    return run(new GenerateCommand(() -> settings), arguments);
  }

  static LedgerSettings settings(String servers, String registryUrl, String topic, Path folder) {
    return SettingsLoader.load(
        Map.of(
            "ledger.kafka.bootstrap.servers", servers,
            "ledger.schema.registry.url", registryUrl,
            "ledger.kafka.topic", topic,
            "ledger.topic.partitions", "4"),
        Map.of(),
        folder);
  }

  private static CommandRun run(Callable<Integer> command, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        new CommandLine(command)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments);
    return new CommandRun(exitCode, out.toString(), err.toString().lines().toList());
  }
}
