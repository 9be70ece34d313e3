package io.salesledger.local;

import io.salesledger.contract.LedgerFailure;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * Stands for {@code bench} in the help of all commands: the script runs it from a class path of its
 * own, so that nobody else downloads what the ledger is measured against.
 */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measures the ledger beside other engines; see ./ledger bench --help.")
final class BenchCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    throw LedgerFailure.usage("only the script runs it: ./ledger bench, in a checkout");
  }
}
