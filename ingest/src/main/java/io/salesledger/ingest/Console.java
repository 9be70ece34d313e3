package io.salesledger.ingest;

import io.salesledger.contract.LedgerFailure;
import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Where a command speaks: results on the output, one line of failure on the error output.
 *
 * @param name of the command, as the user typed it
 */
record Console(String name, PrintWriter out, PrintWriter err) {

  /** The console of the command line that runs. */
  static Console of(@Nullable CommandSpec spec) {
    if (spec == null) {
      throw new IllegalStateException("runs only through a CommandLine");
    }
    return new Console(
        spec.qualifiedName(), spec.commandLine().getOut(), spec.commandLine().getErr());
  }

  void report(String text) {
    out.println(text);
    out.flush();
  }

  /** Says something worth knowing beside the results. */
  void note(String text) {
    err.println("note: " + text);
    err.flush();
  }

  /** Says why it failed; gives the exit code. */
  int fail(LedgerFailure failure) {
    err.println(name + ": " + failure.getMessage());
    err.flush();
    return failure.kind().exitCode();
  }

  /** Says why it failed and what had been done by then; gives the exit code. */
  int failAfter(LedgerFailure failure, long appended) {
    return failAfter(failure, String.format(Locale.ROOT, "%,d payments were appended", appended));
  }

  /** Says why it failed and how it stands now; gives the exit code. */
  int failAfter(LedgerFailure failure, String state) {
    err.println(name + ": " + failure.getMessage() + "; " + state);
    err.flush();
    return failure.kind().exitCode();
  }
}
