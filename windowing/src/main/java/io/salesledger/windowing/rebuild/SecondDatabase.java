package io.salesledger.windowing.rebuild;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.windowing.core.Views;
import io.salesledger.windowing.store.SecondSet;
import io.salesledger.windowing.store.SecondSet.Taken;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Function;

/**
 * One run's hold on the second database: nothing but this ledger's second set may be in it, and no
 * other run may be at work there. Used by one thread.
 */
final class SecondDatabase {
  private static final long LOOK_MILLIS = 50;

  private final SecondSet set;
  private final LedgerSettings.Redis live;
  private final int database;
  private final String run;
  private final RebuildProgress progress;

  SecondDatabase(
      SecondSet set,
      LedgerSettings.Redis live,
      int database,
      String run,
      RebuildProgress progress) {
    this.set = set;
    this.live = live;
    this.database = database;
    this.run = run;
    this.progress = progress;
  }

  /** Refuses databases that hold something besides this ledger: a switch would take it along. */
  void refuseForeignKeys() {
    refuse(set.foreignKeyBesideTheLiveSet(), live.database());
    refuse(set.foreignKeyInTheSecondSet(), database);
  }

  private void refuse(Optional<String> foreignKey, int where) {
    foreignKey.ifPresent(
        name -> {
          throw LedgerFailure.failed(
              "database "
                  + where
                  + " of "
                  + live.displayUri()
                  + " holds more than this ledger (for example "
                  + name
                  + "), and databases are switched as a whole; "
                  + (where == database
                      ? "choose another with --database"
                      : "give the ledger a database of its own"));
        });
  }

  /** Takes the second set; whether there is something in it to go on with. */
  boolean take() {
    Taken taken = patiently(set::take);
    if (taken instanceof Taken.Clearing) {
      removeAll();
      taken = set.take(run);
    }
    if (taken instanceof Taken.New) {
      return false;
    }
    if (taken instanceof Taken.Resumed) {
      progress.say("going on with what an earlier rebuild has folded");
      return true;
    }
    if (taken instanceof Taken.Kept kept) {
      throw LedgerFailure.failed(
          "database "
              + database
              + " keeps the views that were live until "
              + Instant.ofEpochMilli(kept.sinceMillis()).truncatedTo(ChronoUnit.SECONDS)
              + "; forget them with: ledger rebuild --forget, or put new ones in their place with:"
              + " ledger rebuild --fresh");
    }
    throw refused(taken);
  }

  /** Removes the second set, kept or half made; whether there was one. */
  boolean remove() {
    refuse(set.foreignKeyInTheSecondSet(), database);
    Taken taken = patiently(set::takeToRemove);
    if (taken instanceof Taken.Clearing) {
      removeAll();
      return true;
    }
    if (taken instanceof Taken.Empty) {
      return false;
    }
    throw refused(taken);
  }

  private void removeAll() {
    if (!set.remove(run)) {
      throw atWork();
    }
  }

  private LedgerFailure atWork() {
    return LedgerFailure.failed(
        "another rebuild is at work in database " + database + "; wait for it, or stop it");
  }

  private LedgerFailure refused(Taken taken) {
    if (taken instanceof Taken.Busy || taken instanceof Taken.Clearing) {
      return atWork();
    }
    return LedgerFailure.failed(
        "database "
            + database
            + " of "
            + live.displayUri()
            + " holds something else than a second set of this ledger ("
            + (taken instanceof Taken.Foreign foreign ? foreign.why() : taken)
            + "); choose another with --database");
  }

  /** A run that was killed is silent, one that lives is not. */
  private Taken patiently(Function<String, Taken> how) {
    Taken taken = how.apply(run);
    if (!(taken instanceof Taken.Busy first)) {
      return taken;
    }
    progress.say("another rebuild was at work a moment ago; seeing whether it still is");
    while (taken instanceof Taken.Busy busy) {
      if (busy.atMillis() != first.atMillis()) {
        throw atWork();
      }
      if (progress.isStopRequested()) {
        throw new StoppedException();
      }
      Pause.millis(LOOK_MILLIS);
      taken = how.apply(run);
    }
    return taken;
  }

  /** The run ends; what it filled stays. */
  void leave() {
    try {
      set.leave(run);
    } catch (Views.ViewsAwayException e) {
      // The lease runs out by itself; what is thrown already says more.
      return;
    }
  }
}
