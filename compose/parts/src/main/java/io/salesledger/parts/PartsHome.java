package io.salesledger.parts;

import io.salesledger.contract.LedgerFailure;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Where the parts' programs are laid out by this module's build: {@code kafka/lib}, {@code
 * registry}, {@code storm/lib-worker}, {@code storm/lib}, {@code redis} and {@code archives}.
 * Immutable; any thread may call it.
 *
 * @param root the folder they are in, absolute
 */
public record PartsHome(Path root) {
  /** The system property that names the folder. */
  public static final String PROPERTY = "ledger.parts.home";

  /**
   * The folder that {@value #PROPERTY} names.
   *
   * @throws LedgerFailure if it is not set or holds no parts
   */
  public static PartsHome located() {
    String configured = System.getProperty(PROPERTY);
    if (configured == null) {
      throw LedgerFailure.failed("the system property " + PROPERTY + " is not set");
    }
    Path root = Path.of(configured).toAbsolutePath().normalize();
    if (!Files.isDirectory(root.resolve("kafka"))) {
      throw LedgerFailure.failed(
          "no parts in "
              + root
              + "; lay them out with: mvn -pl compose/parts -am -DskipTests install");
    }
    try {
      // Class archives go by the real path.
      return new PartsHome(root.toRealPath());
    } catch (IOException e) {
      throw LedgerFailure.failed("cannot read " + root + ": " + e, e);
    }
  }

  /** A class path entry for the broker's jars. */
  String kafkaClasspath() {
    return kafkaLib() + "/*";
  }

  private Path kafkaLib() {
    return root.resolve("kafka/lib");
  }

  /** Where the parts' class archives are. */
  Path archives() {
    return root.resolve("archives");
  }

  /** The broker's class archive, and that of the tool that formats its folder. */
  ClassArchive kafkaArchive() {
    return ClassArchive.of(this, "kafka", List.of(kafkaLib()));
  }

  /** The registry's class archive. */
  ClassArchive registryArchive() {
    return ClassArchive.of(
        this, "registry", List.of(root.resolve("registry"), root.resolve("registry/lib")));
  }

  /** ZooKeeper's class archive. */
  ClassArchive zooKeeperArchive() {
    return ClassArchive.of(this, "zookeeper", List.of(stormWorkerLib()));
  }

  /** The class archive of one of Storm's daemons. */
  ClassArchive stormDaemonArchive(String daemon) {
    return ClassArchive.of(this, daemon, List.of(stormWorkerLib(), stormLib()));
  }

  /** The folder of the jars that a Storm worker has. */
  Path stormWorkerLib() {
    return root.resolve("storm/lib-worker");
  }

  /** The folder of the jars that Storm's daemons have beyond a worker's. */
  Path stormLib() {
    return root.resolve("storm/lib");
  }

  /** The class path of Storm's daemons. */
  String stormDaemonClasspath() {
    return stormWorkerLib() + "/*:" + stormLib() + "/*";
  }

  /** The registry's runnable jar. */
  Path registryJar() {
    return only(root.resolve("registry"), "*-runner.jar");
  }

  /** The Redis server for this machine. */
  public Path redisServer() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String system = os.contains("mac") ? "darwin" : "linux";
    String arch = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    Path binary = only(root.resolve("redis"), "redis-server-*-" + system + "-" + arch);
    if (!Files.isExecutable(binary) && !binary.toFile().setExecutable(true)) {
      throw LedgerFailure.failed("cannot make " + binary + " executable");
    }
    return binary;
  }

  private static Path only(Path folder, String pattern) {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, pattern)) {
      for (Path path : found) {
        return path;
      }
    } catch (IOException e) {
      throw LedgerFailure.failed("cannot read " + folder + ": " + e, e);
    }
    throw LedgerFailure.failed("no " + pattern + " in " + folder);
  }
}
