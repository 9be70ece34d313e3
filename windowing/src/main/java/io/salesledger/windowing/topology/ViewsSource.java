package io.salesledger.windowing.topology;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.windowing.core.Launch;
import io.salesledger.windowing.core.OwnedViews;
import io.salesledger.windowing.store.LedgerIdentity;
import io.salesledger.windowing.store.RedisSession;
import java.io.Serializable;

/** Where a task's commits go. Goes to the workers with the topology. */
@FunctionalInterface
public interface ViewsSource extends Serializable {
  /**
   * The views of one task, for its thread alone.
   *
   * @param session the task's own, which it closes
   */
  OwnedViews open(
      RedisSession session, LedgerSettings settings, LedgerIdentity identity, Launch launch);
}
