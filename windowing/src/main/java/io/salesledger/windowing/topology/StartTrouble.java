package io.salesledger.windowing.topology;

import io.salesledger.windowing.store.LedgerStop;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Why a task cannot start, written down at the ledger for health and for people while it holds.
 * Used by one thread.
 */
final class StartTrouble {
  private static final Logger LOG = LoggerFactory.getLogger(StartTrouble.class);

  private final LedgerStop stop;
  private Optional<String> shown = Optional.empty();

  StartTrouble(LedgerStop stop) {
    this.stop = stop;
  }

  /** It keeps this task from starting now, and others of its launch perhaps not: they count on. */
  void is(String reason) {
    say(reason, stop.unlessCounted(reason));
  }

  /** It is true of the ledger now, whoever counts. */
  void isOfAll(String reason) {
    say(reason, stop.because(reason));
  }

  private void say(String reason, boolean isWritten) {
    LOG.error("The ledger cannot start: {}", reason);
    if (isWritten) {
      shown = Optional.of(reason);
    } else {
      LOG.info("Health does not say so: there is no ledger yet, or others count, or own it");
    }
  }

  /** It holds no more. */
  void isOver() {
    shown.ifPresent(stop::withdraw);
    shown = Optional.empty();
  }
}
