package io.salesledger.queryapi;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.quarkus.runtime.util.ExceptionUtil;
import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.queryapi.settings.ProcessSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.jspecify.annotations.Nullable;

/**
 * Starts the query API. Settings are checked before anything else: a bad one ends the process with
 * one line and exit code 2; a Redis that may evict views ends it with exit code 1.
 */
@QuarkusMain
public final class Main {
  private Main() {}

  /** Arguments are not used: settings come as system properties, environment or file. */
  public static void main(String... args) {
    try {
      refuseTakenPort(ProcessSettings.load().api());
    } catch (LedgerFailure failure) {
      exit(failure.kind().exitCode(), failure);
    }
    // The API refuses such addresses itself, with words; Quarkus would with an empty answer.
    System.setProperty("vertx.disableURIValidation", "true");
    Quarkus.run(QueryApi.class, Main::exit, args);
  }

  /** Ends the process; if it could not start, with one line that says why. */
  private static void exit(int exitCode, @Nullable Throwable failure) {
    if (failure == null) {
      System.exit(exitCode);
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof LedgerFailure told) {
        System.err.println(told.getMessage());
        System.exit(told.kind().exitCode());
      }
    }
    System.err.println("cannot start: " + ExceptionUtil.getRootCause(failure));
    System.exit(exitCode);
  }

  /** Tried before Quarkus does, whose own words name no setting. */
  private static void refuseTakenPort(LedgerSettings.Api api) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(api.host(), api.port()));
    } catch (IOException | IllegalArgumentException e) {
      throw LedgerFailure.failed(
          "cannot listen on "
              + api.host()
              + ":"
              + api.port()
              + " ("
              + e.getMessage()
              + "); choose others with ledger.api.host and ledger.api.port");
    }
  }
}
