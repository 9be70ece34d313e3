package io.salesledger.local;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.SettingKey;
import io.salesledger.ingest.GenerateCommand;
import io.salesledger.local.stack.Announcer;
import io.salesledger.local.stack.ApiAddress;
import io.salesledger.local.stack.DetachedRun;
import io.salesledger.local.stack.Installation;
import io.salesledger.local.stack.StackFolder;
import io.salesledger.local.stack.StackRun;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs everything on this machine. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description =
        "Runs everything on this machine, each part its own process: Kafka, Redis, a schema"
            + " registry, a Storm cluster with the topology, the query API. Restarts what dies."
            + " Resumes where it stopped. Ctrl-C or `ledger down` stops it all.")
final class UpCommand implements Callable<Integer> {
  private final CommandContext context;
  private final Map<String, String> options = new HashMap<>();
  private @Nullable Path data;
  private @Nullable String generate;
  private boolean detach;

  @Spec private @Nullable CommandSpec spec;

  UpCommand(CommandContext context) {
    this.context = context;
  }

  @Option(
      names = "--detach",
      description = "Return when all is healthy; it goes on in the background.")
  void detach(boolean value) {
    detach = value;
  }

  @Option(
      names = "--generate",
      paramLabel = "RATE",
      description = "Also append this many random payments a second.")
  void generate(String value) {
    generate = value;
  }

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where all data is kept (default: .ledger).")
  void data(Path value) {
    data = value;
  }

  @Option(
      names = "--api-port",
      paramLabel = "PORT",
      description = "The query API's port (default: 8080).")
  void apiPort(String value) {
    options.put(SettingKey.API_PORT.key(), value);
  }

  @Option(
      names = "--kafka-port",
      paramLabel = "PORT",
      description = "Kafka's port (default: 9092).")
  void kafkaPort(String value) {
    options.put(SettingKey.KAFKA_PORT.key(), value);
  }

  @Option(
      names = "--redis-port",
      paramLabel = "PORT",
      description = "Redis's port (default: 6379).")
  void redisPort(String value) {
    options.put(SettingKey.REDIS_PORT.key(), value);
  }

  @Option(
      names = "--registry-port",
      paramLabel = "PORT",
      description = "The schema registry's port (default: 8081).")
  void registryPort(String value) {
    options.put(SettingKey.REGISTRY_PORT.key(), value);
  }

  @Option(
      names = "--storm-port-base",
      paramLabel = "PORT",
      description =
          "The first of seven ports in a row for Storm (default: Storm's own, 2181, 6627, 6628 and"
              + " 6700 to 6703).")
  void stormPortBase(String value) {
    options.put(SettingKey.STORM_PORT_BASE.key(), value);
  }

  @Override
  public Integer call() {
    StackFolder folder = context.folder(Optional.ofNullable(data));
    LedgerSettings settings = context.settings(options);
    checkRate();
    StackRun.check(folder, settings);
    if (detach) {
      return new DetachedRun(folder, context.out(), context.err()).start(argumentsOfDetached());
    }
    Announcer announcer = new Announcer(context.out());
    announcer.say("Sales ledger, data in " + folder.root());
    new StackRun(
            Installation.located(),
            folder,
            settings,
            new StormTopology(settings, "127.0.0.1", settings.ports().storm().nimbus()),
            announcer,
            context.clock())
        .run(
            Optional.ofNullable(generate),
            () -> announcer.say(addresses(settings, folder.option())));
    return 0;
  }

  private void checkRate() {
    String rate = generate;
    if (rate != null
        && !(rate.matches("[1-9][0-9]{0,8}") && Long.parseLong(rate) <= GenerateCommand.MAX_RATE)) {
      throw LedgerFailure.usage(
          "bad --generate "
              + rate
              + "; right would be payments a second, a whole number from 1 to "
              + GenerateCommand.MAX_RATE);
    }
  }

  private List<String> argumentsOfDetached() {
    CommandSpec own = spec;
    if (own == null) {
      throw new IllegalStateException("not called through picocli");
    }
    return withoutDetach(own.root().commandLine().getParseResult().expandedArgs());
  }

  /** Whoever is started with these stays in the foreground, however detaching was asked for. */
  static List<String> withoutDetach(List<String> arguments) {
    return arguments.stream().filter(argument -> !argument.matches("--detach(=.*)?")).toList();
  }

  private static String addresses(LedgerSettings settings, String folderOption) {
    return """
        API and dashboard  %s
        Kafka              %s, topic %s
        schema registry    %s
        Redis              %s
        How far it is: ledger status%s. Stop it all: ledger down%s."""
        .formatted(
            ApiAddress.of(settings.api()),
            settings.kafka().bootstrapServers(),
            settings.kafka().topic(),
            settings.registry().displayUrl(),
            settings.redis().displayUri(),
            folderOption,
            folderOption);
  }
}
