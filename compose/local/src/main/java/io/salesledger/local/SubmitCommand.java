package io.salesledger.local;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.local.stack.Installation;
import io.salesledger.local.stack.Topology;
import io.salesledger.schemas.SchemaRegistration;
import io.salesledger.windowing.topology.WorkerTransport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Puts the topology on a Storm cluster of the user's own. */
@Command(
    name = "submit",
    mixinStandardHelpOptions = true,
    description =
        "Puts the topology on a Storm cluster; one that runs already is replaced. Kafka, Redis and the schema registry are those of"
            + " the settings, as the cluster's workers reach them.")
final class SubmitCommand implements Callable<Integer> {
  /** One that is starting needs about as long. */
  private static final Duration REGISTRY_PATIENCE = Duration.ofSeconds(8);

  private final CommandContext context;

  @Option(
      names = "--nimbus",
      paramLabel = "HOST:PORT",
      description = "The cluster's Nimbus (default: the one of `ledger up`).")
  private @Nullable String nimbus;

  @Option(
      names = "--jar",
      paramLabel = "FILE",
      description = "The topology's jar (default: the one that was built here).")
  private @Nullable Path jar;

  SubmitCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    LedgerSettings settings = context.settings(context.folder(Optional.empty()));
    NimbusAddress address = NimbusAddress.of(Optional.ofNullable(nimbus), settings);
    Topology topology = new StormTopology(settings, address.host(), address.port());
    Path topologyJar = jar();
    // A registry that is not there, or refuses, is told here rather than in a worker's log.
    SchemaRegistration.ensure(settings, REGISTRY_PATIENCE);
    topology.submit(
        topologyJar,
        address.isOnThisMachine() ? WorkerTransport.onThisMachine(settings) : Map.of());
    context.out().println("submitted to " + address.host() + ":" + address.port());
    context.out().flush();
    return 0;
  }

  private Path jar() {
    Path given = jar;
    if (given == null) {
      return Installation.located().topologyJar();
    }
    Path file = context.workingFolder().resolve(given);
    if (!Files.isRegularFile(file)) {
      throw LedgerFailure.usage("no such file: " + given);
    }
    return file;
  }
}
