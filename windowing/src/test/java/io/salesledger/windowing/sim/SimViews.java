package io.salesledger.windowing.sim;

import io.salesledger.windowing.core.AppliedOffsets;
import io.salesledger.windowing.core.ClaimAnswer;
import io.salesledger.windowing.core.Commit;
import io.salesledger.windowing.core.CommitAnswer;
import io.salesledger.windowing.core.OwnedViews;
import io.salesledger.windowing.core.QuarantineAnswer;
import io.salesledger.windowing.core.WindowSums;
import io.salesledger.windowing.store.ScriptedViews;
import java.util.Set;

/** The views through the ledger's own scripts; the sliding window's figures are left out. */
final class SimViews implements OwnedViews {
  private final ScriptedViews scripted;

  SimViews(ScriptedViews scripted) {
    this.scripted = scripted;
  }

  @Override
  public ClaimAnswer claim(int partition) {
    return scripted.claim(partition);
  }

  @Override
  public QuarantineAnswer quarantine(
      int partition, String epoch, long sequence, AppliedOffsets applied, Set<Long> offsets) {
    return scripted.quarantine(partition, epoch, sequence, applied, offsets);
  }

  @Override
  public CommitAnswer commit(Commit commit) {
    return scripted.commit(commit);
  }

  @Override
  public CommitAnswer heartbeat(int partition, String epoch, long atMillis, long endOffset) {
    return scripted.heartbeat(partition, epoch, atMillis, endOffset);
  }

  @Override
  public CommitAnswer heartbeat(int partition, String epoch, long atMillis) {
    return scripted.heartbeat(partition, epoch, atMillis);
  }

  @Override
  public void showWindow(int partition, WindowSums sums, long asOfMillis) {}

  @Override
  public boolean markBroken(String reason) {
    return scripted.markBroken(reason);
  }
}
