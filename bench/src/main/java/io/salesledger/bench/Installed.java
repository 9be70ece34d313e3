package io.salesledger.bench;

import io.salesledger.contract.LedgerFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Where the build put what contenders need. Immutable.
 *
 * @param home the checkout
 */
record Installed(Path home) {
  /** The system property that names the checkout. */
  static final String PROPERTY = "ledger.home";

  /**
   * The one that {@value #PROPERTY} names.
   *
   * @throws LedgerFailure if it is not set
   */
  static Installed located() {
    String home = System.getProperty(PROPERTY);
    if (home == null) {
      throw LedgerFailure.failed("the system property " + PROPERTY + " is not set");
    }
    return new Installed(Path.of(home).toAbsolutePath().normalize());
  }

  Path topologyJar() {
    return home.resolve("windowing/target/salesledger-topology.jar");
  }

  /**
   * The topology's jar with the bench's own classes.
   *
   * @param folder where it is put
   */
  Path topologyJarWithBench(Path folder) throws IOException {
    return TopologyJar.with(
        topologyJar(),
        List.of(
            home.resolve("bench/target/salesledger-bench.jar"),
            home.resolve("bench/contender/target/salesledger-bench-contender.jar")),
        folder.resolve("topology.jar"));
  }

  String benchClasspath() {
    return classpath("bench", "salesledger-bench.jar");
  }

  String kafkaStreamsClasspath() {
    return classpath("bench/kafka-streams", "salesledger-bench-kafka-streams.jar");
  }

  String flinkClasspath() {
    return classpath("bench/flink", "salesledger-bench-flink.jar");
  }

  private String classpath(String module, String jar) {
    Path target = home.resolve(module).resolve("target");
    return target.resolve(jar) + ":" + target.resolve("lib") + "/*";
  }
}
