package io.salesledger.local.status;

import io.salesledger.local.stack.StackState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What runs and how far it is. Immutable.
 *
 * @param data the stack's folder
 * @param running whether an {@code up} keeps it running
 * @param healthy whether all of it is well: every part lives, every partition is counted
 * @param parts the parts, in the order of their start
 * @param partitions how far each partition is
 * @param problem what is wrong, in a line; null: nothing
 */
public record StatusReport(
    String data,
    boolean running,
    boolean healthy,
    List<PartStatus> parts,
    List<PartitionProgress> partitions,
    @Nullable String problem) {

  /**
   * One part.
   *
   * @param since when it was started last, ISO-8601
   * @param restarts how often it died and was started again
   * @param deaths how often it died in a row, that is without a minute's life in between
   * @param alive whether its process lives
   * @param log where it writes; null: not told
   */
  public record PartStatus(
      String name,
      long pid,
      int port,
      String since,
      int restarts,
      int deaths,
      boolean alive,
      @Nullable String log) {
    /** That of a part as noted. */
    public static PartStatus of(StackState.Part part) {
      return new PartStatus(
          part.name(),
          part.process().pid(),
          part.port(),
          Instant.ofEpochMilli(part.sinceMillis()).toString(),
          part.restarts(),
          part.deaths(),
          part.process().find().isPresent(),
          part.log());
    }
  }
}
