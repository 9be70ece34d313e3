package io.salesledger.local;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.OptionRange;
import io.salesledger.local.stack.Topology;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Takes the topology off a Storm cluster. */
@Command(
    name = "kill",
    mixinStandardHelpOptions = true,
    description = "Takes the topology off a Storm cluster; the log and the views stay.")
final class KillCommand implements Callable<Integer> {
  private static final int LONGEST_WAIT_SECONDS = 3600;

  private final CommandContext context;

  @Option(
      names = "--nimbus",
      paramLabel = "HOST:PORT",
      description = "The cluster's Nimbus (default: the one of `ledger up`).")
  private @Nullable String nimbus;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "5",
      description = "How long it may finish what is in flight (default: 5).")
  private int waitSeconds;

  KillCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    OptionRange.check("--wait", waitSeconds, 0, LONGEST_WAIT_SECONDS);
    LedgerSettings settings = context.settings(context.folder(Optional.empty()));
    NimbusAddress address = NimbusAddress.of(Optional.ofNullable(nimbus), settings);
    Topology topology = new StormTopology(settings, address.host(), address.port());
    if (!topology.kill(waitSeconds)) {
      throw LedgerFailure.failed(
          "no topology of the ledger runs on " + address.host() + ":" + address.port());
    }
    context.out().println("ended on " + address.host() + ":" + address.port());
    context.out().flush();
    return 0;
  }
}
