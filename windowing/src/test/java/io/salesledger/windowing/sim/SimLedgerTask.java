package io.salesledger.windowing.sim;

import io.salesledger.windowing.core.ClaimAnswer;
import io.salesledger.windowing.core.PartitionOwners;
import io.salesledger.windowing.core.PaymentBatch;
import io.salesledger.windowing.core.ReadRules;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.storm.windowing.DefaultEvictionContext;
import org.apache.storm.windowing.Event;
import org.apache.storm.windowing.TimeEvictionPolicy;
import org.apache.storm.windowing.TriggerPolicy;
import org.apache.storm.windowing.WindowLifecycleListener;
import org.apache.storm.windowing.WindowManager;

/**
 * What {@code LedgerBolt} does around {@link PartitionOwners}, in Storm's own {@link WindowManager}
 * with its {@link TimeEvictionPolicy}. Modelled are {@code WindowedBoltExecutor} (a tuple is acked
 * when it leaves the window) and {@code TimeTriggerPolicy} (the reference time is set, then the
 * window is delivered; after a pause the missed triggers come back to back).
 */
final class SimLedgerTask implements WindowLifecycleListener<SimTuple>, PartitionOwners.Witness {
  private static final long TICK_MILLIS = 1_000;

  private final SimWorld world;
  private final SimWorker worker;
  private final int index;
  private final int count;
  private final PartitionOwners owners;
  private final WindowManager<SimTuple> window;
  private final TimeEvictionPolicy<SimTuple> eviction;
  private final String topicId;
  private Map<Integer, Long> endOffsets = Map.of();
  private long nextTrigger;
  private long nextTick;

  SimLedgerTask(SimWorld world, SimWorker worker, int index, int count) {
    this.world = world;
    this.worker = worker;
    this.index = index;
    this.count = count;
    this.topicId = world.log().topicId();
    this.owners =
        new PartitionOwners(worker.views(), world.settings().limits(), this::hasItsTopic, this);
    this.window = new WindowManager<>(this);
    this.eviction = new TimeEvictionPolicy<>(world.settings().windowMillis());
    window.setEvictionPolicy(eviction);
    window.setTriggerPolicy(new NoTrigger());
    nextTrigger = world.clock().elapsed() + world.settings().slideMillis();
    nextTick = world.clock().elapsed() + TICK_MILLIS;
    owners.claim(mine(world.log().partitions()));
  }

  private List<Integer> mine(int partitions) {
    return IntStream.range(0, partitions).filter(p -> p % count == index).boxed().toList();
  }

  private boolean hasItsTopic() {
    world.meanwhile(worker);
    return world.log().topicId().equals(topicId);
  }

  SimWorker worker() {
    return worker;
  }

  boolean isIndex(int ofTask) {
    return index == ofTask;
  }

  /** A tuple is taken out of the executor's queue. */
  void receive(SimTuple tuple) {
    window.add(tuple, world.clock().wall());
  }

  void act() {
    if (world.clock().elapsed() >= nextTick) {
      nextTick = world.clock().elapsed() + TICK_MILLIS;
      if (!world.isKafkaAway()) {
        Map<Integer, Long> seen = new HashMap<>();
        IntStream.range(0, world.log().partitions()).forEach(p -> seen.put(p, world.log().end(p)));
        endOffsets = seen;
      }
      receive(SimTuple.tick());
    }
    while (world.clock().elapsed() >= nextTrigger) {
      nextTrigger += world.settings().slideMillis();
      eviction.setContext(new RacedContext(world.clock().wall()));
      window.onTrigger();
    }
  }

  @Override
  public void onExpiry(List<SimTuple> tuples) {
    for (SimTuple tuple : tuples) {
      tuple
          .spout()
          .ifPresent(
              spout -> world.network().send(spout.worker(), () -> spout.acked(tuple.root())));
    }
  }

  @Override
  public void onActivation(
      List<SimTuple> all, List<SimTuple> fresh, List<SimTuple> expired, Long referenceTime) {
    Map<PaymentBatch, SimTuple> batches = new LinkedHashMap<>();
    boolean ticked = false;
    for (SimTuple tuple : fresh) {
      if (tuple.batch().isPresent()) {
        batches.put(tuple.batch().get(), tuple);
      } else {
        ticked = true;
      }
    }
    if (!batches.isEmpty()) {
      commit(batches);
    }
    if (ticked && !endOffsets.isEmpty()) {
      if (!world.isKafkaAway()) {
        owners.claim(mine(endOffsets.size()));
      }
      owners.heartbeat(world.clock().wall(), endOffsets);
    }
  }

  /** The topic is asked for its id after the batches were read from it. */
  private void commit(Map<PaymentBatch, SimTuple> batches) {
    Collection<PaymentBatch> failed = batches.keySet();
    if (!world.isKafkaAway()) {
      Optional<String> reason =
          ReadRules.whyNotTheTopic(SimLog.TOPIC, topicId, Optional.of(world.log().topicId()));
      if (reason.isPresent()) {
        owners.stop(reason.get());
      } else {
        failed = owners.commit(List.copyOf(batches.keySet()));
      }
    }
    for (PaymentBatch batch : failed) {
      SimTuple tuple = batches.getOrDefault(batch, SimTuple.tick());
      tuple
          .spout()
          .ifPresent(
              spout -> world.network().send(spout.worker(), () -> spout.failed(tuple.root())));
    }
  }

  @Override
  public void claimed(int partition, ClaimAnswer.Granted granted) {
    granted.applied().portion().ifPresent(portion -> world.met(Met.PORTION_TAKEN_OVER));
    world
        .trace()
        .add(worker + " owns " + partition + ": " + granted.epoch() + ", " + granted.applied());
  }

  @Override
  public void committed() {}

  @Override
  public void superseded(String launch) {
    world.trace().add(worker + " stays out, the ledger is of launch " + launch);
  }

  @Override
  public void stopped(String reason) {
    world.trace().add(worker + " stops: " + reason);
  }

  @Override
  public void mustEnd(String reason) {
    throw new SimWorker.Dead(reason);
  }

  @Override
  public String toString() {
    return worker + "/ledger-" + index;
  }

  /**
   * {@code TimeEvictionPolicy.setContext} publishes the reference time and asks for the sliding
   * interval only then: whatever is added to the window in between may be compacted away, and so
   * acked, before it was ever delivered.
   */
  private final class RacedContext extends DefaultEvictionContext {
    RacedContext(long referenceMillis) {
      super(referenceMillis, null, null, (long) world.settings().slideMillis());
    }

    @Override
    public Long getSlidingInterval() {
      if (world.chance().of(Fault.WINDOW_RACE, 100)) {
        world.trace().add(SimLedgerTask.this + " gets ticks while the window moves on");
        for (int i = 0; i < WindowManager.EXPIRE_EVENTS_THRESHOLD; i++) {
          receive(SimTuple.tick());
        }
      }
      return super.getSlidingInterval();
    }
  }

  /** The simulator calls the trigger itself. */
  private static final class NoTrigger implements TriggerPolicy<SimTuple, Optional<String>> {
    @Override
    public void track(Event<SimTuple> event) {}

    @Override
    public void reset() {}

    @Override
    public void start() {}

    @Override
    public void shutdown() {}

    @Override
    public Optional<String> getState() {
      return Optional.empty();
    }

    @Override
    public void restoreState(Optional<String> state) {}
  }
}
