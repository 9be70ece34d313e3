package io.salesledger.windowing.core;

import java.util.Set;

/**
 * The views as the owner of a partition sees them. One instance is used by one thread. Every call
 * waits for a store that is away, and throws {@link ViewsAwayException} when it has waited too
 * long.
 */
public interface Views {
  /** Claims a partition: every earlier claim of it is void from now on. */
  ClaimAnswer claim(int partition);

  /**
   * How the quarantine of a claimed partition stands with these offsets, as of just this commit.
   *
   * @param epoch the owner's
   * @param sequence the last commit's; what the claim told when there was none since
   * @param applied the offsets applied since
   */
  QuarantineAnswer quarantine(
      int partition, String epoch, long sequence, AppliedOffsets applied, Set<Long> offsets);

  /** Makes one atomic change, or none. The same commit may be sent again when no answer came. */
  CommitAnswer commit(Commit commit);

  /** Thrown when the views could not be reached for longer than may be waited. */
  final class ViewsAwayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Says what was tried and for how long. */
    public ViewsAwayException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
