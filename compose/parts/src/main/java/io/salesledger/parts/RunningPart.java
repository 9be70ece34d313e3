package io.salesledger.parts;

import java.nio.file.Path;

/** A part started for a test: ends with the test's JVM, whatever happens to that. */
public abstract sealed class RunningPart implements AutoCloseable
    permits RedisServer, KafkaBroker, SchemaRegistry, ZooKeeper, Nimbus, Supervisor {
  private final PartProcess process;

  RunningPart(PartSpec spec) {
    process = PartProcess.start(spec, PartProcess.WhenParentDies.END);
  }

  /** Where it listens on the loopback address. */
  public final int port() {
    return process.spec().port();
  }

  /** Where its output goes. */
  public final Path log() {
    return process.spec().log();
  }

  /** Its process, for signals and waits. */
  public final PartProcess process() {
    return process;
  }

  /** The process's number. */
  public final long pid() {
    return process.pid();
  }

  /** As {@code kill -9}. */
  public final void kill() {
    process.kill();
  }

  /** Stops it in an orderly way; the data stays. */
  public final void stop() {
    process.stop();
  }

  /** Starts it again on the same port and the same data, after ending it if it runs. */
  public final void restart() {
    process.restart();
  }

  /** Ends it for good. */
  @Override
  public final void close() {
    process.close();
  }
}
