package io.salesledger.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubmitCommandTest {
  private final Path folder;
  private final StringWriter err = new StringWriter();

  SubmitCommandTest(@TempDir Path folder) {
    this.folder = folder;
  }

  /** Nothing else is there to be asked: what it would submit could not decode a payment. */
  @Test
  void given_a_registry_that_refuses_then_it_is_told_before_anything_is_submitted()
      throws IOException {
    HttpServer other =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    other.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(404, -1);
          exchange.close();
        });
    other.start();
    String url = "http://127.0.0.1:" + other.getAddress().getPort();
    Files.createFile(folder.resolve("topology.jar"));
    CommandContext context =
        new CommandContext(
            folder,
            Map.of("LEDGER_SCHEMA_REGISTRY_URL", url),
            new PrintWriter(new StringWriter()),
            new PrintWriter(err, true),
            Clock.systemUTC());
    try {
      int exitCode = LedgerCommand.commandLine(context).execute("submit", "--jar", "topology.jar");

      assertThat(exitCode).isEqualTo(1);
      assertThat(err.toString().lines())
          .singleElement()
          .asString()
          .startsWith("ledger submit: the schema registry at " + url + ", subject ");
    } finally {
      other.stop(0);
    }
  }
}
