package io.salesledger.local;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.local.stack.Addresses;
import io.salesledger.local.stack.StackFolder;
import io.salesledger.local.stack.StackState;
import io.salesledger.local.stack.StackStateFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/**
 * What a command finds around it. Immutable.
 *
 * @param workingFolder where the user is
 * @param environment the process's variables
 * @param out for answers
 * @param err for complaints
 * @param clock tells the time
 */
record CommandContext(
    Path workingFolder,
    Map<String, String> environment,
    PrintWriter out,
    PrintWriter err,
    Clock clock) {

  /** The folder of the stack here, or of the one that is named. */
  StackFolder folder(Optional<Path> named) {
    if (named.filter(folder -> folder.toString().isEmpty()).isPresent()) {
      throw LedgerFailure.usage("bad --data ''; right would be a folder, or no --data for .ledger");
    }
    return named
        .map(folder -> StackFolder.named(folder, workingFolder))
        .orElse(new StackFolder(workingFolder.resolve(StackFolder.DEFAULT_NAME)));
  }

  /** The settings of a command that reaches what runs: the stack in this folder, if one does. */
  LedgerSettings settings(StackFolder folder) {
    return Addresses.load(
        Map.of(),
        environment,
        workingFolder,
        new StackStateFile(folder).running().map(StackState::addresses).orElse(Map.of()));
  }

  /** The settings of a command that is to run parts itself. */
  LedgerSettings settings(Map<String, String> options) {
    return Addresses.load(options, environment, workingFolder, Map.of());
  }
}
