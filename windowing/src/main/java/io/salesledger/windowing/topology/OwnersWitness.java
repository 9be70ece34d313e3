package io.salesledger.windowing.topology;

import io.salesledger.windowing.core.ClaimAnswer;
import io.salesledger.windowing.core.PartitionOwners;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what happens to an owner, each reason to stop once, and ends the process where it must end.
 */
final class OwnersWitness implements PartitionOwners.Witness {
  private static final Logger LOG = LoggerFactory.getLogger(PartitionOwners.class);

  private final Halt halt;
  private final Runnable afterCommit;
  private String lastReason = "";

  /**
   * One who ends this process.
   *
   * @param afterCommit called after each commit, on the owner's thread
   */
  OwnersWitness(Halt halt, Runnable afterCommit) {
    this.halt = halt;
    this.afterCommit = afterCommit;
  }

  @Override
  public void claimed(int partition, ClaimAnswer.Granted granted) {
    LOG.info("Claimed partition {}: {}, {}", partition, granted.epoch(), granted.applied());
  }

  @Override
  public void committed() {
    afterCommit.run();
  }

  @Override
  public void superseded(String launch) {
    LOG.error("The ledger belongs to the newer launch {}; this one stays out", launch);
  }

  @Override
  public void stopped(String reason) {
    if (!reason.equals(lastReason)) {
      LOG.error("The ledger stops: {}", reason);
      lastReason = reason;
    }
  }

  @Override
  public void mustEnd(String reason) {
    halt.because(reason);
  }
}
