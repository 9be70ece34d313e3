package io.salesledger.local.stack;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.parts.PartsHome;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The checkout that this command was built in, and what its build made. Immutable.
 *
 * @param root the checkout's folder, absolute
 */
public record Installation(Path root) {
  /** The system property that names the folder; the script sets it. */
  public static final String PROPERTY = "ledger.home";

  /**
   * The folder that {@value #PROPERTY} names.
   *
   * @throws LedgerFailure if it is not set
   */
  public static Installation located() {
    String configured = System.getProperty(PROPERTY);
    if (configured == null) {
      throw LedgerFailure.failed("the system property " + PROPERTY + " is not set; start ./ledger");
    }
    return new Installation(Path.of(configured).toAbsolutePath().normalize());
  }

  /** The programs of the parts. */
  public PartsHome parts() {
    return PartsHome.located();
  }

  /** The query API's runnable jar. */
  public Path queryApiJar() {
    return built(root.resolve("query-api/target/quarkus-app/quarkus-run.jar"));
  }

  /** The topology with all it needs beyond Storm itself. */
  public Path topologyJar() {
    return built(root.resolve("windowing/target/salesledger-topology.jar"));
  }

  private static Path built(Path file) {
    if (!Files.isRegularFile(file)) {
      throw LedgerFailure.failed(file + " is not built; build it with: mvn -DskipTests package");
    }
    return file;
  }
}
