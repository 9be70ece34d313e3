package io.salesledger.windowing.sim;

import io.salesledger.windowing.core.Launch;
import io.salesledger.windowing.core.OwnedViews;
import io.salesledger.windowing.core.Views;
import io.salesledger.windowing.store.LedgerIdentity;
import io.salesledger.windowing.store.LedgerStop;
import io.salesledger.windowing.store.ScriptedViews;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A worker process: its tasks, and what has arrived for them. Whatever ends it ends all of them.
 */
final class SimWorker {
  /** The process ends itself, or is killed. */
  static final class Dead extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Dead(String why) {
      super(why, null, false, false);
    }
  }

  private final SimWorld world;
  private final Launch launch;
  private final String name;
  private final SimScripts scripts;
  private final List<SimSpout> spouts = new ArrayList<>();
  private final List<SimLedgerTask> ledgers = new ArrayList<>();
  private final Deque<Runnable> inbox = new ArrayDeque<>();
  private boolean isStarted;
  private boolean isDead;
  private long pausedUntil;

  SimWorker(SimWorld world, Launch launch, String name) {
    this.world = world;
    this.launch = launch;
    this.name = name;
    this.scripts = new SimScripts(world, this);
  }

  Launch launch() {
    return launch;
  }

  boolean isDead() {
    return isDead;
  }

  /** Its own way to the views, with the topic as it is when it starts. */
  OwnedViews views() {
    LedgerIdentity identity =
        LedgerIdentity.of(world.settings().ledger(), "cluster", world.log().topicId());
    return new SimViews(
        new ScriptedViews(scripts, world::nonce, world.settings().ledger(), identity, launch));
  }

  LedgerStop stop() {
    return new LedgerStop(scripts, world.settings().keys(), launch);
  }

  /** Starts the tasks that {@link SimTopology} gives it. */
  void start(SimTopology topology, int worker) {
    attempt(
        () -> {
          topology.spoutsOf(worker).forEach(i -> spouts.add(topology.makeSpout(this, i)));
          topology.ledgersOf(worker).forEach(i -> ledgers.add(topology.makeLedger(this, i)));
          isStarted = true;
        });
  }

  void deliver(Runnable arrival) {
    if (!isDead) {
      inbox.add(arrival);
    }
  }

  void pause(long millis) {
    pausedUntil = world.clock().elapsed() + millis;
  }

  void kill() {
    isDead = true;
    inbox.clear();
  }

  /** Some of what its threads do in a moment. */
  void act() {
    if (isDead || !isStarted || world.clock().elapsed() < pausedUntil) {
      return;
    }
    attempt(
        () -> {
          drain();
          List<Runnable> threads = new ArrayList<>();
          spouts.forEach(spout -> threads.add(spout::act));
          ledgers.forEach(ledger -> threads.add(ledger::act));
          world.chance().shuffled(threads).forEach(Runnable::run);
        });
  }

  private void drain() {
    while (!inbox.isEmpty()) {
      inbox.poll().run();
    }
  }

  private void attempt(Runnable what) {
    try {
      what.run();
    } catch (Dead | Views.ViewsAwayException e) {
      world.trace().add(this + " ends: " + e.getMessage());
      kill();
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
