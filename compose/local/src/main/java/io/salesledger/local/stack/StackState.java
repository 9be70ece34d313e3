package io.salesledger.local.stack;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What {@code up} notes about the stack that it keeps running. Immutable.
 *
 * @param up the process that keeps it running
 * @param sinceMillis when {@code up} was called, UTC epoch milliseconds
 * @param healthy whether all came up
 * @param addresses settings by full key, by which other commands reach it
 * @param parts the processes that were ready last
 */
public record StackState(
    ProcessId up,
    long sinceMillis,
    boolean healthy,
    Map<String, String> addresses,
    List<Part> parts) {

  /**
   * One process.
   *
   * @param name what people call it
   * @param process its number and start
   * @param port where it listens on the loopback address; 0: nowhere
   * @param sinceMillis when it was started last, UTC epoch milliseconds
   * @param restarts how often it died and was started again
   * @param deaths how often it died in a row, that is without a minute's life in between
   * @param log where it writes
   */
  public record Part(
      String name,
      ProcessId process,
      int port,
      long sinceMillis,
      int restarts,
      int deaths,
      String log) {
    /** From so many deaths in a row on, it is not well even while it lives. */
    public static final int MANY_DEATHS = 3;

    /** After so much life it is well again. */
    public static final Duration LONG_LIFE = Duration.ofMinutes(1);

    Part diedAgain(int inARow) {
      return new Part(name, process, port, sinceMillis, restarts, inARow, log);
    }
  }

  /** Copies what can change. */
  public StackState {
    addresses = Map.copyOf(addresses);
    parts = List.copyOf(parts);
  }
}
