package io.salesledger.windowing.rebuild;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.windowing.audit.Audit;
import io.salesledger.windowing.audit.AuditProgress;
import io.salesledger.windowing.audit.AuditReport;
import io.salesledger.windowing.core.Launch;
import io.salesledger.windowing.core.Views;
import io.salesledger.windowing.log.PaymentContract;
import io.salesledger.windowing.store.LedgerIdentity;
import io.salesledger.windowing.store.RedisSession;
import io.salesledger.windowing.store.SecondSet;
import io.salesledger.windowing.store.SecondSet.Switched;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * The views made anew from the log, while all goes on: folded into a second set in another database
 * of the same Redis, proved there by the audit, and switched with the live set in one step. What
 * was live is kept. Until the switch nothing of the live views is changed, whatever happens; a run
 * that ended early is gone on with by the next. Used once, by one thread.
 */
public final class Rebuild {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Older than any topology's: those that run, or come, may claim what was rebuilt. */
  private static final Launch LAUNCH = new Launch(0, "rebuild");

  /** How long the live views may stay ahead at the switch; a second set is behind by a blink. */
  private static final Duration SWITCH_PATIENCE = Duration.ofSeconds(30);

  private static final long SWITCH_PAUSE_MILLIS = 20;

  private final LedgerSettings settings;
  private final LedgerSettings secondSettings;
  private final PaymentContract contract;
  private final int database;
  private final RebuildProgress progress;
  private final InstantSource clock;
  private final String run = UUID.randomUUID().toString();

  /**
   * A rebuild of the ledger of these settings, by the published versions.
   *
   * @param database the number of the database beside the live one
   */
  public Rebuild(
      LedgerSettings settings, int database, RebuildProgress progress, InstantSource clock) {
    this(settings, PaymentContract.published(), database, progress, clock);
  }

  /**
   * A rebuild of the ledger of these settings.
   *
   * @param contract what it knows of payments
   * @param database the number of the database beside the live one
   */
  public Rebuild(
      LedgerSettings settings,
      PaymentContract contract,
      int database,
      RebuildProgress progress,
      InstantSource clock) {
    this.settings = settings;
    this.secondSettings = settings.withRedis(settings.redis().inDatabase(database));
    this.contract = contract;
    this.database = database;
    this.progress = progress;
    this.clock = clock;
  }

  /**
   * Rebuilds, proves and switches.
   *
   * @param fresh whether what an earlier run left in the second database is removed first
   * @return empty if it was asked to stop
   * @throws LedgerFailure if it cannot be done; the live views are as they were
   */
  public Optional<RebuildReport> run(boolean fresh) {
    return guarded(
        (set, second, live) -> {
          try (SourceLog log = SourceLog.open(settings.kafka())) {
            LedgerIdentity identity =
                LedgerIdentity.of(settings, log.topic().clusterId(), log.topic().topicId());
            set.checkSwitchable();
            second.refuseForeignKeys();
            check(live, log, identity);
            if (fresh && second.remove()) {
              progress.say("removed what was in " + set.displayUri());
            }
            boolean resumed = second.take();
            try (Lease lease = Lease.hold(settings.redis(), database, PATIENCE, run)) {
              return fill(set, second, live, log, identity, resumed);
            } finally {
              second.leave();
            }
          }
        });
  }

  /**
   * Makes the views live again that were before the last rebuild; those that are live now are kept
   * in their place.
   *
   * @return how the topology goes on, in one line; empty if it was asked to stop
   * @throws LedgerFailure if there are none to go back to
   */
  public Optional<String> rollBack() {
    return guarded(
        (set, second, live) -> {
          set.checkSwitchable();
          second.refuseForeignKeys();
          Switched answer = set.switchBack();
          if (!(answer instanceof Switched.Done done)) {
            throw LedgerFailure.failed(
                "database "
                    + database
                    + " holds no views to go back to ("
                    + (answer instanceof Switched.Refused refused ? refused.why() : answer)
                    + ")");
          }
          return done.heartbeatMillis() + settings.api().heartbeatMaxAgeMillis() < clock.millis()
              ? "no topology was counting; one that runs, or is started, goes on from there"
              : "the topology goes on from there within seconds";
        });
  }

  /**
   * Removes the second set, kept or half made.
   *
   * @return whether there was one; empty if it was asked to stop
   */
  public Optional<Boolean> forget() {
    return guarded((set, second, live) -> second.remove());
  }

  private interface Work<T> {
    T with(SecondSet set, SecondDatabase second, RedisSession live);
  }

  private <T> Optional<T> guarded(Work<T> work) {
    try (SecondSet set = new SecondSet(settings.redis(), database, PATIENCE);
        RedisSession live = new RedisSession(settings.redis(), PATIENCE)) {
      SecondDatabase second = new SecondDatabase(set, settings.redis(), database, run, progress);
      return Optional.of(work.with(set, second, live));
    } catch (StoppedException e) {
      return Optional.empty();
    } catch (Views.ViewsAwayException e) {
      throw LedgerFailure.failed(
          e.getMessage() + "; start it, on this machine with ./ledger up, or set ledger.redis.uri",
          e);
    }
  }

  /** Before anything is changed. */
  private void check(RedisSession live, SourceLog log, LedgerIdentity identity) {
    LiveSet stored = LiveSet.read(live, settings.redis().keys(), log.topic().partitions());
    stored.checkLog(identity, settings, log.ends());
    MemoryNeed need = MemoryNeed.read(live, settings.redis().database(), database);
    need.tooMuch()
        .ifPresent(
            why -> {
              throw LedgerFailure.failed(why);
            });
    progress.say("the second set, in database " + database + ", will take " + need);
    stored.changes(identity).forEach(progress::say);
  }

  private RebuildReport fill(
      SecondSet set,
      SecondDatabase second,
      RedisSession live,
      SourceLog log,
      LedgerIdentity identity,
      boolean resumed) {
    try (LogFold fold =
        LogFold.start(
            secondSettings, contract, identity, LAUNCH, log.topic().partitions(), PATIENCE)) {
      long before = fold.covered();
      long startNanos = System.nanoTime();
      new CatchUp(fold, log, progress).await();
      long folded = fold.covered() - before;
      long foldMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
      AuditReport proof = prove(fold);
      if (!proof.isEqual()) {
        return new RebuildReport(resumed, folded, foldMillis, proof, false, database, "");
      }
      second.refuseForeignKeys();
      Switched.Done done = exchange(set, fold);
      fold.close();
      String topology =
          new TakeOver(settings, live, progress::isStopRequested)
              .await(fold.epochs(), done.heartbeatMillis(), clock.millis());
      return new RebuildReport(resumed, folded, foldMillis, proof, true, database, topology);
    }
  }

  private AuditReport prove(LogFold fold) {
    AuditProgress steps = new StepsOfTheProof(progress, fold);
    Optional<AuditReport> report = new Audit(secondSettings, contract, steps, clock).run();
    fold.check();
    return report.orElseThrow(StoppedException::new);
  }

  private Switched.Done exchange(SecondSet set, LogFold fold) {
    long deadline = System.nanoTime() + SWITCH_PATIENCE.toNanos();
    while (true) {
      checkStop();
      fold.check();
      Switched answer = set.switchTo(run, fold.epochs());
      if (answer instanceof Switched.Done done) {
        return done;
      }
      if (answer instanceof Switched.Refused refused) {
        throw LedgerFailure.failed(
            "not switched: " + refused.why() + "; run ledger rebuild once more");
      }
      if (answer instanceof Switched.Behind behind && System.nanoTime() > deadline) {
        throw LedgerFailure.failed(
            "not switched: the live views hold partition "
                + behind.partition()
                + " up to offset "
                + behind.liveMark()
                + ", the new ones only up to "
                + behind.low()
                + "; run ledger rebuild once more");
      }
      Pause.millis(SWITCH_PAUSE_MILLIS);
    }
  }

  private void checkStop() {
    if (progress.isStopRequested()) {
      throw new StoppedException();
    }
  }

  /** The audit ends early where what it looks at is not gone on with. */
  private record StepsOfTheProof(RebuildProgress progress, LogFold fold) implements AuditProgress {
    @Override
    public void begin(String step, long total) {
      progress.begin(step, total);
    }

    @Override
    public void advance(long more) {
      progress.advance(more);
    }

    @Override
    public boolean isStopRequested() {
      return progress.isStopRequested() || fold.hasFailed();
    }
  }
}
