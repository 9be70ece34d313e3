package io.salesledger.windowing.topology;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.windowing.core.Launch;
import io.salesledger.windowing.core.PartitionOwners;
import io.salesledger.windowing.core.PaymentBatch;
import io.salesledger.windowing.core.ReadRules;
import io.salesledger.windowing.core.Views;
import io.salesledger.windowing.core.WindowSums;
import io.salesledger.windowing.log.LogBounds;
import io.salesledger.windowing.store.LedgerWarning;
import io.salesledger.windowing.store.RedisSession;
import io.salesledger.windowing.store.RedisViews;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.storm.Config;
import org.apache.storm.task.OutputCollector;
import org.apache.storm.task.TopologyContext;
import org.apache.storm.topology.base.BaseWindowedBolt;
import org.apache.storm.tuple.Tuple;
import org.apache.storm.utils.TupleUtils;
import org.apache.storm.windowing.TupleWindow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folds batches into the views, once a slide. The sliding window is in processing time and is the
 * redo log: what is new is committed at once, and acked only when it leaves the window, so that the
 * committed offset trails the applied one by the window's length.
 *
 * <ul>
 *   <li>{@code getNew()}: folded into minute buckets by event time and committed;
 *   <li>{@code get()}: the rolling rates;
 *   <li>{@code getExpired()}: nothing; Storm acks them.
 * </ul>
 *
 * <p>Storm calls {@link #execute} on the window's own trigger thread.
 */
public final class LedgerBolt extends BaseWindowedBolt {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(LedgerBolt.class);

  /** Heartbeats, and rates shown, a second. */
  private static final int TICK_SECONDS = 1;

  /** Products shown of the sliding window, a partition. */
  private static final int WINDOW_PRODUCTS = 100;

  /** With the default time-outs Redis has answered by then, or is given up. */
  private static final long LAST_TURN_MILLIS = 10_000;

  private final LedgerSettings settings;
  private final Launch launch;
  private final Halt halt;
  private final ViewsSource source;
  private final Turns turns = new Turns();
  private transient OutputCollector collector;
  private transient InstantSource clock;
  private transient LogEnds logEnds;
  private transient RedisSession session;
  private transient PartitionOwners owners;
  private transient LedgerWarning warning;
  private transient Optional<String> warned;
  private transient String topicId;
  private transient long lastBeatNanos;
  private transient int taskIndex;
  private transient int taskCount;

  /** A bolt of these settings for one launch of the topology. */
  public LedgerBolt(LedgerSettings settings, Launch launch, Halt halt) {
    this(settings, launch, halt, RedisViews::new);
  }

  /** The same with views from elsewhere. */
  @SuppressWarnings("NullAway.Init") // Storm calls prepare before execute
  public LedgerBolt(LedgerSettings settings, Launch launch, Halt halt, ViewsSource source) {
    this.source = source;
    this.settings = settings;
    this.launch = launch;
    this.halt = halt;
  }

  @Override
  public Map<String, Object> getComponentConfiguration() {
    Map<String, Object> configuration = new HashMap<>(super.getComponentConfiguration());
    configuration.put(Config.TOPOLOGY_TICK_TUPLE_FREQ_SECS, TICK_SECONDS);
    return configuration;
  }

  @Override
  public void prepare(
      Map<String, Object> conf, TopologyContext context, OutputCollector outputCollector) {
    collector = outputCollector;
    clock = InstantSource.system();
    taskIndex = context.getThisTaskIndex();
    taskCount = context.getComponentTasks(context.getThisComponentId()).size();
    LedgerStart.awaitRedis(settings.redis());
    logEnds = new LogEnds(settings, clock);
    session =
        new RedisSession(
            RedisPatience.inFlight(settings), RedisPatience.inFlight(settings.window()));
    warning = new LedgerWarning(session, settings.redis().keys(), launch);
    warned = Optional.empty();
    try {
      LedgerStart.Begun begun =
          new LedgerStart(
                  settings,
                  launch,
                  source,
                  new OwnersWitness(halt, this::beatWhereDue),
                  session,
                  logEnds)
              .claim(this::mine);
      owners = begun.owners();
      topicId = begun.topicId();
    } catch (RuntimeException e) {
      // Storm cleans up only what was prepared to its end.
      logEnds.close();
      session.close();
      throw e;
    }
    lastBeatNanos = System.nanoTime();
    logEnds.start();
  }

  private List<Integer> mine(int partitions) {
    return IntStream.range(0, partitions)
        .filter(p -> PartitionGrouping.taskIndex(p, taskCount) == taskIndex)
        .boxed()
        .toList();
  }

  @Override
  public void execute(TupleWindow window) {
    turns.take(() -> fold(window));
  }

  private void fold(TupleWindow window) {
    try {
      Map<PaymentBatch, Tuple> fresh = new LinkedHashMap<>();
      boolean ticked = false;
      for (Tuple tuple : window.getNew()) {
        if (TupleUtils.isTick(tuple)) {
          ticked = true;
        } else {
          fresh.put(batchOf(tuple), tuple);
        }
      }
      if (!fresh.isEmpty()) {
        commit(fresh);
      }
      if (ticked) {
        tick(window.get());
      }
    } catch (RuntimeException e) {
      // Storm's trigger is interrupted before the bolt is closed.
      if (turns.isEnded() || Thread.currentThread().isInterrupted()) {
        LOG.info("The last fold was broken off as the worker ends: {}", e.toString());
      } else if (e instanceof Views.ViewsAwayException) {
        halt.because(e.getMessage() + "; the window replays what was not committed");
      } else {
        // Storm would only cancel the trigger, and an idle worker would live on without a
        // heartbeat.
        LOG.error("The fold failed", e);
        halt.because("the fold failed: " + e);
      }
    }
  }

  /**
   * The topic is asked for its id after the batches were read from it: only what surely came from
   * the ledger's own topic is counted, however fast a topic is deleted and made anew.
   */
  private void commit(Map<PaymentBatch, Tuple> fresh) {
    Collection<PaymentBatch> failed = fresh.keySet();
    try {
      Optional<String> reason =
          ReadRules.whyNotTheTopic(settings.kafka().topic(), topicId, logEnds.topicId());
      if (reason.isPresent()) {
        owners.stop(reason.get() + "; what was read since is not counted");
      } else {
        failed = owners.commit(List.copyOf(fresh.keySet()));
      }
    } catch (LogBounds.KafkaAwayException e) {
      LOG.warn("Nothing is committed while the topic cannot be asked for: {}", e.getMessage());
    }
    failed.forEach(batch -> collector.fail(fresh.get(batch)));
  }

  private void tick(List<Tuple> tuples) {
    logEnds.latest().ifPresent(seen -> claim(mine(seen.partitions())));
    beat();
    warn(logEnds.unfit());
    Map<Integer, WindowSums> sums = new HashMap<>();
    for (Tuple tuple : tuples) {
      if (!TupleUtils.isTick(tuple)) {
        PaymentBatch batch = batchOf(tuple);
        sums.merge(batch.partition(), batch.sums(), WindowSums::plus);
      }
    }
    owners.showWindows(sums, WINDOW_PRODUCTS, clock.millis());
  }

  private void beat() {
    lastBeatNanos = System.nanoTime();
    logEnds.latest().ifPresent(seen -> owners.heartbeat(seen.atMillis(), seen.endOffsets()));
  }

  /** A slide of many commits may take longer than a ledger may be silent. */
  private void beatWhereDue() {
    if (System.nanoTime() - lastBeatNanos >= TimeUnit.SECONDS.toNanos(TICK_SECONDS)) {
      beat();
    }
  }

  /** Again and again while there is something to say: another task's claim takes it away. */
  private void warn(Optional<String> now) {
    if (now.isPresent() || warned.isPresent()) {
      warning.is(now);
    }
    warned = now;
  }

  private void claim(List<Integer> partitions) {
    try {
      owners.claim(partitions);
    } catch (LogBounds.KafkaAwayException e) {
      LOG.warn("Nothing is claimed while the topic cannot be asked for: {}", e.getMessage());
    }
  }

  private static PaymentBatch batchOf(Tuple tuple) {
    return (PaymentBatch) tuple.getValueByField(BatchTranslator.BATCH);
  }

  @Override
  public void cleanup() {
    boolean ended = turns.end(LAST_TURN_MILLIS);
    logEnds.close();
    if (ended) {
      session.close();
    } else {
      LOG.warn("The last fold did not end in time; its connection is left to the process");
    }
  }
}
