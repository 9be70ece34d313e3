package io.salesledger.windowing.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.windowing.core.Launch;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.storm.generated.StormTopology;
import org.apache.storm.metrics2.StormMetricRegistry;
import org.apache.storm.spout.ISpoutOutputCollector;
import org.apache.storm.spout.SpoutOutputCollector;
import org.apache.storm.task.TopologyContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Storm closes a spout from a thread of its own, and does not wait long for the spout's. */
@ExtendWith(SharedParts.class)
final class ClosedSpoutIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int TASK = 1;

  private final LedgerUnderTest ledger;

  ClosedSpoutIT(LedgerUnderTest ledger) {
    this.ledger = ledger;
  }

  @Test
  void givenASpoutInTheMiddleOfItsTurn_whenItIsClosed_thenTheTurnEndsFirstAndNoneFollows()
      throws InterruptedException {
    LedgerSettings settings = ledger.settings("closing", "ledger.window.length", "1s");
    Shop shop = new Shop(ledger, settings, 23, 10, 0);
    Launch launch = foldedOnce(settings, shop);
    shop.sell(50);
    Queue<String> order = new ConcurrentLinkedQueue<>();
    HeldCollector held = new HeldCollector();
    LedgerSpout spout = LedgerSpout.of(settings, launch, new NotedHalt());
    spout.open(Map.of(), context(), new SpoutOutputCollector(held));
    spout.activate();
    AtomicBoolean enough = new AtomicBoolean();
    Thread reading =
        new Thread(
            () -> {
              while (!enough.get()) {
                spout.nextTuple();
                enough.set(held.emits());
              }
              order.add("read");
            });
    Thread closing =
        new Thread(
            () -> {
              spout.close();
              order.add("closed");
            });
    reading.start();
    try {
      await().atMost(PATIENCE).until(held::emits);
      closing.start();
      await()
          .atMost(PATIENCE)
          .until(
              () -> isWaitingForTheTurn(closing) || closing.getState() == Thread.State.TERMINATED);
    } finally {
      held.letGo();
      enough.set(true);
      reading.join();
      closing.join();
    }
    assertThat(order).containsExactly("read", "closed");
    assertThatCode(
            () -> {
              spout.nextTuple();
              spout.deactivate();
            })
        .doesNotThrowAnyException();
  }

  private static boolean isWaitingForTheTurn(Thread closing) {
    List<StackTraceElement> stack = List.of(closing.getStackTrace());
    return closing.getState() == Thread.State.TIMED_WAITING
        && stack.stream().anyMatch(frame -> frame.getMethodName().equals("tryLock"));
  }

  /** Views with marks at which this launch may read on. */
  private Launch foldedOnce(LedgerSettings settings, Shop shop) {
    ledger.prepare(settings);
    WatchedViews views = ledger.watch(settings);
    shop.sell(50);
    try (LedgerUnderTest.RunningTopology running = ledger.submit(settings)) {
      views.awaitBooks(shop.books());
      return running.launch();
    }
  }

  @SuppressWarnings("NullAway") // what only a worker has
  private static TopologyContext context() {
    return new TopologyContext(
        new StormTopology(Map.of(), Map.of(), Map.of()),
        Map.of(),
        Map.of(TASK, "log"),
        Map.of("log", List.of(TASK)),
        Map.of(),
        Map.of(),
        "closing-1",
        null,
        null,
        TASK,
        6700,
        List.of(TASK),
        null,
        null,
        Map.of(),
        Map.of(),
        new AtomicBoolean(true),
        new StormMetricRegistry());
  }

  /** Holds whoever emits until it is told to let go, also one that is interrupted. */
  private static final class HeldCollector implements ISpoutOutputCollector {
    private final CountDownLatch emitting = new CountDownLatch(1);
    private final CountDownLatch letGo = new CountDownLatch(1);

    boolean emits() {
      return emitting.getCount() == 0;
    }

    void letGo() {
      letGo.countDown();
    }

    @Override
    public List<Integer> emit(
        @Nullable String stream, List<Object> tuple, @Nullable Object messageId) {
      emitting.countDown();
      try {
        letGo.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return List.of();
    }

    @Override
    public void emitDirect(
        int task, @Nullable String stream, List<Object> tuple, @Nullable Object messageId) {}

    @Override
    public long getPendingCount() {
      return 0;
    }

    @Override
    public void flush() {}

    @Override
    public void reportError(Throwable error) {}
  }
}
