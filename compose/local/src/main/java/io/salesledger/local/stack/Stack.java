package io.salesledger.local.stack;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.local.status.PartitionProgress;
import io.salesledger.local.status.ViewsProgress;
import io.salesledger.parts.PartSpec;
import io.salesledger.schemas.SalesTopic;
import io.salesledger.schemas.SchemaRegistration;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;

/**
 * Everything on one machine: brought up in lanes that do not wait for each other, kept running, and
 * stopped with whoever writes first. {@link #stop()} may be called by any thread, at any time.
 */
final class Stack {
  private static final Duration STEP_PATIENCE = Duration.ofMinutes(1);

  /** More than a worker has to come up, so that a second one is tried. */
  private static final Duration TOPOLOGY_PATIENCE = Duration.ofMinutes(5);

  private static final long POLL_MILLIS = 200;
  private static final int LANES = 3;

  private final StackParts parts;
  private final LedgerSettings settings;
  private final TopologyKeeper topology;
  private final Announcer announcer;
  private final Runnable onChange;
  private final Clock clock;
  private final List<PartKeeper> keepers = new CopyOnWriteArrayList<>();
  private final AtomicInteger topicPartitions = new AtomicInteger();
  private final ExecutorService lanes = Executors.newFixedThreadPool(LANES);
  private volatile boolean stopping;

  Stack(
      StackParts parts,
      LedgerSettings settings,
      TopologyKeeper topology,
      Announcer announcer,
      Runnable onChange,
      Clock clock) {
    this.parts = parts;
    this.settings = settings;
    this.topology = topology;
    this.announcer = announcer;
    this.onChange = onChange;
    this.clock = clock;
  }

  /** The processes that were ready last, in the order of their start. */
  List<StackState.Part> parts() {
    return keepers.stream().map(PartKeeper::state).flatMap(Optional::stream).toList();
  }

  /**
   * Brings everything up and waits until it is well.
   *
   * @param generatorRate payments a second to generate; empty: none
   * @throws LedgerFailure if something does not come up; what is up stays up until {@link #stop()}
   */
  void start(Optional<String> generatorRate) {
    inLanes(List.of(this::startLog, this::startViews, this::startStorm));
    // The topology waits for schemas itself, if it has payments to decode already.
    inLanes(List.of(this::startSchemas, this::startTopology));
    // In a lane too, so that stop() waits for it and leaves nothing that it was just starting.
    generatorRate.ifPresent(
        rate -> inLanes(List.of(() -> start(parts.generator(rate), rate + " payments a second"))));
  }

  /** Stops everything, whoever writes first, and waits for it. */
  void stop() {
    stopping = true;
    lanes.shutdownNow();
    boolean interrupted = false;
    try {
      // Each lane ends what it was just starting.
      lanes.awaitTermination(STEP_PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    for (String part : StackFolder.STOP_ORDER) {
      keepers.stream()
          .filter(keeper -> keeper.spec().folder().endsWith(part))
          .forEach(PartKeeper::stop);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void inLanes(List<Runnable> work) {
    ExecutorCompletionService<Boolean> running = new ExecutorCompletionService<>(lanes);
    try {
      work.forEach(lane -> running.submit(lane, true));
      for (int ended = 0; ended < work.size(); ended++) {
        running.take().get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof LedgerFailure failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (RejectedExecutionException e) {
      throw LedgerFailure.failed("stopped while starting", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw LedgerFailure.failed("interrupted while starting", e);
    }
  }

  private void startLog() {
    start(parts.kafka());
    long topicNanos = System.nanoTime();
    try (Admin admin = SalesTopic.connect(settings.kafka())) {
      SalesTopic.Identity topic = new SalesTopic(admin, settings.kafka()).ensure();
      topicPartitions.set(topic.partitions());
      announcer.step("topic", topic.name() + ", " + topic.partitions() + " partitions", topicNanos);
    }
  }

  private void startSchemas() {
    start(parts.registry());
    long schemasNanos = System.nanoTime();
    String subject = SchemaRegistration.ensure(settings, STEP_PATIENCE).subject();
    announcer.step("schemas", subject, schemasNanos);
  }

  private void startViews() {
    start(parts.redis());
    start(parts.queryApi());
  }

  private void startStorm() {
    start(parts.zooKeeper());
    start(parts.nimbus());
    retireOtherTopology();
    start(parts.supervisor());
  }

  // A Nimbus that was cut short leads, for ZooKeeper, until its session runs out: some 20 s in
  // which
  // the one that listens already has to wait.
  private void retireOtherTopology() {
    long deadlineNanos = System.nanoTime() + STEP_PATIENCE.toNanos();
    while (true) {
      try {
        topology.retireOther();
        return;
      } catch (LedgerFailure e) {
        if (stopping || System.nanoTime() - deadlineNanos > 0) {
          throw e;
        }
        pause();
      }
    }
  }

  private void startTopology() {
    long startNanos = System.nanoTime();
    long startMillis = clock.millis();
    boolean submitted = topology.ensure();
    ViewsProgress progress = new ViewsProgress(settings.redis());
    long deadlineNanos = startNanos + TOPOLOGY_PATIENCE.toNanos();
    while (!isCounting(progress.read(), startMillis)) {
      if (System.nanoTime() - deadlineNanos > 0) {
        throw LedgerFailure.failed(
            "the topology does not count within "
                + TOPOLOGY_PATIENCE.toSeconds()
                + " s; "
                + new WorkerLogs(parts.supervisor().folder()).lastLines());
      }
      pause();
    }
    announcer.step("topology", submitted ? "submitted, counting" : "resumed, counting", startNanos);
  }

  private boolean isCounting(List<PartitionProgress> partitions, long sinceMillis) {
    return partitions.size() >= topicPartitions.get()
        && partitions.stream().allMatch(p -> p.heartbeatMillis() >= sinceMillis);
  }

  private void start(PartSpec spec) {
    start(spec, "127.0.0.1:" + spec.port());
  }

  private void start(PartSpec spec, String what) {
    if (stopping) {
      throw LedgerFailure.failed("stopped before " + spec.name() + " was started");
    }
    long startNanos = System.nanoTime();
    PartKeeper keeper = new PartKeeper(spec, announcer, onChange, clock);
    keepers.add(keeper);
    keeper.start();
    announcer.step(spec.name(), what, startNanos);
  }

  private static void pause() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw LedgerFailure.failed("interrupted while starting", e);
    }
  }
}
