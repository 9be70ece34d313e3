package io.salesledger.local;

import io.salesledger.contract.LedgerFailure;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Stands for a bench in the help of all commands: the script runs it from a class path of its own,
 * so that nobody else downloads what the ledger is measured against.
 */
@Command(mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
  private final String name;

  private BenchCommand(String name) {
    this.name = name;
  }

  /**
   * The one of this name.
   *
   * @param does what it does, in a few words
   */
  static CommandLine of(String name, String does) {
    CommandSpec spec = CommandSpec.forAnnotatedObject(new BenchCommand(name)).name(name);
    spec.usageMessage().description(does + "; see ./ledger " + name + " --help.");
    return new CommandLine(spec);
  }

  @Override
  public Integer call() {
    throw LedgerFailure.usage("only the script runs it: ./ledger " + name + ", in a checkout");
  }
}
