package io.salesledger.windowing.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.windowing.audit.FoldedLedger;
import io.salesledger.windowing.core.Launch;
import io.salesledger.windowing.log.LogBounds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.apache.storm.kafka.spout.KafkaSpoutMessageId;
import org.apache.storm.spout.ISpoutOutputCollector;
import org.apache.storm.spout.SpoutOutputCollector;
import org.apache.storm.task.IOutputCollector;
import org.apache.storm.task.OutputCollector;
import org.apache.storm.tuple.Tuple;
import org.apache.storm.windowing.TupleWindowImpl;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import redis.clients.jedis.Jedis;

/**
 * A worker that ends closes its tasks from another thread than theirs, and does not wait long for
 * theirs. What is thrown there ends more than the worker.
 */
@ExtendWith(SharedParts.class)
final class ClosedTasksIT {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String NOBODY = "127.0.0.1:1";

  private final LedgerUnderTest ledger;
  private final HoldUp holdUp = new HoldUp();
  private final Queue<String> order = new ConcurrentLinkedQueue<>();
  private final Queue<Object> emitted = new ConcurrentLinkedQueue<>();

  ClosedTasksIT(LedgerUnderTest ledger) {
    this.ledger = ledger;
  }

  @Test
  void givenASpoutInTheMiddleOfItsTurn_whenClosed_thenTheTurnEndsFirstAndNoneFollows()
      throws InterruptedException {
    LedgerSettings settings = settings("closing");
    LedgerSpout spout = opened(settings, folded(settings));

    closeWhileHeld(
        () -> {
          while (emitted.isEmpty() && !holdUp.isLetGo()) {
            spout.nextTuple();
          }
        },
        spout::close);

    assertThat(order).containsExactly("turn", "closed");
    assertThatCode(
            () -> {
              spout.nextTuple();
              spout.ack(emitted.remove());
              spout.deactivate();
            })
        .doesNotThrowAnyException();
  }

  /** What is acked is what closing commits. */
  @Test
  void givenASpoutInTheMiddleOfItsTurn_whenAcked_thenTheAckWaits() throws InterruptedException {
    LedgerSettings settings = settings("acking");
    LedgerSpout spout = opened(settings, folded(settings));
    TopicPartition partition = new TopicPartition(settings.kafka().topic(), 0);

    closeWhileHeld(
        () -> {
          while (emitted.isEmpty() && !holdUp.isLetGo()) {
            spout.nextTuple();
          }
        },
        () -> spout.ack(new KafkaSpoutMessageId(partition, 0)));

    assertThat(order).containsExactly("turn", "closed");
    spout.close();
  }

  /** The client retries until its time-out has passed, and then throws. */
  @Test
  void givenASpoutWhoseTopicIsGone_whenClosed_thenNothingIsThrown() throws Exception {
    LedgerSettings settings = settings("vanished", "ledger.kafka.default.api.timeout.ms", "4000");
    LedgerSpout spout = opened(settings, folded(settings));
    holdUp.letGo();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              spout.nextTuple();
              return !emitted.isEmpty();
            });
    spout.ack(emitted.remove());
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", ledger.kafka.bootstrapServers()));
        LogBounds log = new LogBounds(settings.kafka())) {
      admin.deleteTopics(List.of(settings.kafka().topic())).all().get();
      await().atMost(PATIENCE).until(log::topicId, Optional::isEmpty);
    }

    assertThatCode(spout::close).doesNotThrowAnyException();
  }

  @Test
  void givenABoltInTheMiddleOfAFold_whenClosed_thenTheFoldEndsFirstAndItsFailureEndsNothing()
      throws InterruptedException {
    LedgerSettings settings = settings("folding");
    LedgerBolt bolt = new LedgerBolt(settings, folded(settings), order::add);
    prepare(bolt);

    closeWhileHeld(() -> bolt.execute(new FailingWindow()), bolt::cleanup);

    assertThat(order).containsExactly("turn", "closed");
  }

  /** Storm breaks off a window's trigger before it closes the bolt. */
  @Test
  void givenAFoldThatIsInterrupted_whenItFails_thenThatEndsNothing() {
    LedgerSettings settings = settings("broken-off");
    LedgerBolt bolt = new LedgerBolt(settings, folded(settings), order::add);
    prepare(bolt);
    holdUp.letGo();

    Thread.currentThread().interrupt();
    bolt.execute(new FailingWindow());

    assertThat(Thread.interrupted()).isTrue();
    assertThat(order).containsExactly("turn");
    bolt.cleanup();
  }

  /** Health would say so until the next start, and the workers that live on would not read. */
  @Test
  void givenABoltThatWaitsForKafka_whenInterrupted_thenTheLedgerIsNotSaidToBeBroken()
      throws InterruptedException {
    LedgerSettings settings = settings("starting");
    Launch launch = folded(settings);
    LedgerSettings away = settings("starting", "ledger.kafka.bootstrap.servers", NOBODY);
    Queue<Throwable> ends = new ConcurrentLinkedQueue<>();
    Thread starting = new Thread(() -> prepare(new LedgerBolt(away, launch, order::add)));
    starting.setUncaughtExceptionHandler((thread, end) -> ends.add(end));
    starting.start();
    await().atMost(PATIENCE).until(() -> isWaitingFor(starting, "topic"));
    starting.interrupt();
    starting.join();

    assertThat(ends).hasSize(1);
    assertThat(ends.remove()).hasRootCauseInstanceOf(InterruptedException.class);
    assertThat(ledger.watch(settings).jedis().hget(ledger.keys(settings).ledger(), "broken"))
        .isNull();
  }

  /** Storm cleans up only what was prepared to its end. */
  @Test
  void givenABoltThatCannotStart_whenInterrupted_thenItsConnectionsAreClosed()
      throws InterruptedException {
    LedgerSettings settings = settings("not-starting");
    Launch launch = folded(settings);
    LedgerSettings away =
        settings(
            "not-starting",
            "ledger.kafka.bootstrap.servers",
            NOBODY,
            "ledger.kafka.default.api.timeout.ms",
            "2000");
    Jedis redis = ledger.watch(settings).jedis();
    Set<String> others = clients(redis);
    Thread starting = new Thread(() -> prepare(new LedgerBolt(away, launch, order::add)));
    starting.setUncaughtExceptionHandler((thread, end) -> {});
    starting.start();
    await().atMost(PATIENCE).until(() -> redis.hexists(ledger.keys(settings).ledger(), "broken"));
    Set<String> itsOwn = clients(redis);
    itsOwn.removeAll(others);
    assertThat(itsOwn).isNotEmpty();
    starting.interrupt();
    starting.join();

    await().atMost(PATIENCE).until(() -> Collections.disjoint(clients(redis), itsOwn));
  }

  /** The numbers of Redis's connections. */
  private static Set<String> clients(Jedis redis) {
    return redis
        .clientList()
        .lines()
        .map(line -> line.split(" ", 2)[0])
        .collect(Collectors.toCollection(HashSet::new));
  }

  private LedgerSettings settings(String topic, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of("ledger.topic.partitions", Integer.toString(FoldedLedger.PARTITIONS)));
    all.addAll(List.of(more));
    return ledger.settings(topic, all.toArray(String[]::new));
  }

  /** Views that this launch owns, and more to read. */
  private static Launch folded(LedgerSettings settings) {
    try (FoldedLedger folded = new FoldedLedger(settings)) {
      folded.append(50);
      folded.fold();
      folded.append(50);
      return folded.launch;
    }
  }

  private LedgerSpout opened(LedgerSettings settings, Launch launch) {
    LedgerSpout spout = LedgerSpout.of(settings, launch, new NotedHalt());
    spout.open(Map.of(), LoneTask.of("log"), new SpoutOutputCollector(new HeldCollector()));
    spout.activate();
    return spout;
  }

  private static void prepare(LedgerBolt bolt) {
    bolt.prepare(Map.of(), LoneTask.of("ledger"), new OutputCollector(new NoCollector()));
  }

  private void closeWhileHeld(Runnable turn, Runnable close) throws InterruptedException {
    Thread taking = new Thread(turn);
    Thread closing =
        new Thread(
            () -> {
              close.run();
              order.add("closed");
            });
    taking.start();
    try {
      holdUp.awaitHeld();
      closing.start();
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  isWaitingFor(closing, "tryLock")
                      || isWaitingFor(closing, "take")
                      || closing.getState() == Thread.State.TERMINATED);
    } finally {
      holdUp.letGo();
      taking.join();
      closing.join();
    }
  }

  private static boolean isWaitingFor(Thread thread, String method) {
    List<StackTraceElement> stack = List.of(thread.getStackTrace());
    return (thread.getState() == Thread.State.TIMED_WAITING
            || thread.getState() == Thread.State.WAITING)
        && stack.stream().anyMatch(frame -> frame.getMethodName().equals(method));
  }

  private final class HeldCollector implements ISpoutOutputCollector {
    @Override
    public List<Integer> emit(
        @Nullable String stream, List<Object> tuple, @Nullable Object messageId) {
      holdUp.here();
      if (order.isEmpty()) {
        order.add("turn");
      }
      emitted.add(Objects.requireNonNull(messageId));
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

  private static final class NoCollector implements IOutputCollector {
    @Override
    public List<Integer> emit(
        @Nullable String stream, @Nullable Collection<Tuple> anchors, List<Object> tuple) {
      return List.of();
    }

    @Override
    public void emitDirect(
        int task,
        @Nullable String stream,
        @Nullable Collection<Tuple> anchors,
        List<Object> tuple) {}

    @Override
    public void ack(Tuple tuple) {}

    @Override
    public void fail(Tuple tuple) {}

    @Override
    public void resetTimeout(Tuple tuple) {}

    @Override
    public void flush() {}

    @Override
    public void reportError(Throwable error) {}
  }

  /** As if what it needs were closed by the time that it is let go. */
  private final class FailingWindow extends TupleWindowImpl {
    FailingWindow() {
      super(List.of(), List.of(), List.of());
    }

    @Override
    public List<Tuple> getNew() {
      holdUp.here();
      order.add("turn");
      throw new IllegalStateException("closed meanwhile");
    }
  }
}
