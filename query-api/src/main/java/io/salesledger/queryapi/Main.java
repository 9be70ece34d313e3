package io.salesledger.queryapi;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.queryapi.settings.ProcessSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

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
      System.err.println(failure.getMessage());
      System.exit(failure.kind().exitCode());
    }
    Quarkus.run(QueryApi.class, args);
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
