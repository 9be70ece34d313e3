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

  /** It holds now. */
  void is(String reason) {
    LOG.error("The ledger cannot start: {}", reason);
    if (stop.because(reason)) {
      shown = Optional.of(reason);
    } else {
      LOG.info("Health does not say so: there is no ledger yet, or another launch owns it");
    }
  }

  /** It holds no more. */
  void isOver() {
    shown.ifPresent(stop::withdraw);
    shown = Optional.empty();
  }
}
