package io.salesledger.windowing.rebuild;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.windowing.core.Views;
import io.salesledger.windowing.store.SecondSet;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Says that a run lives, on a thread of its own, so that no other takes its second set. Losing it
 * does no harm to any figure: claims fence the fold, and the switch asks whose set it is.
 */
final class Lease implements AutoCloseable {
  private static final long PERIOD_MILLIS = SecondSet.LEASE.toMillis() / 10;

  private final SecondSet set;
  private final String run;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread saying = new Thread(this::say, "rebuild-lease");

  private Lease(LedgerSettings.Redis live, int database, Duration patience, String run) {
    this.set = new SecondSet(live, database, patience);
    this.run = run;
  }

  /** Begins to say so. */
  static Lease hold(LedgerSettings.Redis live, int database, Duration patience, String run) {
    Lease lease = new Lease(live, database, patience, run);
    lease.saying.setDaemon(true);
    lease.saying.start();
    return lease;
  }

  private void say() {
    try (set) {
      boolean held = true;
      while (held && !ended.await(PERIOD_MILLIS, TimeUnit.MILLISECONDS)) {
        held = renew();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean renew() {
    try {
      return set.renew(run);
    } catch (Views.ViewsAwayException e) {
      // Said by whoever needs Redis more; asked again in a moment.
      return true;
    }
  }

  @Override
  public void close() {
    ended.countDown();
    try {
      saying.join(PERIOD_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
