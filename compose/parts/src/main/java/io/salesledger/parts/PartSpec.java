package io.salesledger.parts;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How one part runs: everything that {@link PartProcess} needs to start it, again and again, on the
 * same port and the same data. Immutable.
 *
 * @param name what people call it
 * @param port where it listens on the loopback address
 * @param folder its own folder, absolute: configuration, data and the process's working folder
 * @param log where its output is appended
 * @param command program and arguments
 * @param environment variables added to this process's own
 * @param preparation done before each start, for example writing configuration
 * @param readiness when it can be used
 * @param patience how long it may take to become ready
 * @param markers arguments that only processes of this part carry; those that it starts included
 */
public record PartSpec(
    String name,
    int port,
    Path folder,
    Path log,
    List<String> command,
    Map<String, String> environment,
    Preparation preparation,
    Readiness readiness,
    Duration patience,
    List<String> markers) {

  /** What is done before each start. */
  @FunctionalInterface
  public interface Preparation {
    /**
     * Does it.
     *
     * @throws java.io.IOException if files cannot be written
     */
    void run() throws java.io.IOException, InterruptedException;

    /** Nothing to do. */
    static Preparation none() {
      return () -> {};
    }
  }

  /** The same, run by this command. */
  PartSpec withCommand(List<String> other) {
    return new PartSpec(
        name, port, folder, log, other, environment, preparation, readiness, patience, markers);
  }

  /** The same, with this done before each start too, after all else. */
  PartSpec withLastPreparation(Preparation last) {
    return new PartSpec(
        name,
        port,
        folder,
        log,
        command,
        environment,
        () -> {
          preparation.run();
          last.run();
        },
        readiness,
        patience,
        markers);
  }

  /** Copies what can change. */
  public PartSpec {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
    markers = List.copyOf(markers);
  }
}
