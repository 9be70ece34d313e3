package io.salesledger.windowing.topology;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.windowing.core.Launch;
import io.salesledger.windowing.core.PaymentBatch;
import io.salesledger.windowing.log.PaymentContract;
import io.salesledger.windowing.log.PolledBatch;
import io.salesledger.windowing.store.RedisViews;
import java.time.Duration;
import java.util.List;
import org.apache.storm.Config;
import org.apache.storm.generated.StormTopology;
import org.apache.storm.topology.TopologyBuilder;
import org.apache.storm.topology.base.BaseWindowedBolt;

/**
 * The topology, as in the picture of the design:
 *
 * <pre>
 *   KafkaSpout --batch--> DecodeBolt --payments--> LedgerBolt (BaseWindowedBolt, sliding) --commit--> Redis
 * </pre>
 *
 * @param settings all of it
 * @param launch this submission
 * @param halt how a worker ends itself
 * @param source where commits go
 * @param contract what it knows of payments
 */
public record LedgerTopology(
    LedgerSettings settings,
    Launch launch,
    Halt halt,
    ViewsSource source,
    PaymentContract contract) {
  /** Its name on a cluster. */
  public static final String NAME = "sales-ledger";

  private static final String LOG = "log";
  private static final String DECODE = "decode";
  private static final String LEDGER = "ledger";

  /** What can be spread over workers and threads. */
  static final List<String> COMPONENTS = List.of(LOG, DECODE, LEDGER);

  /** Polls a second while there is little to read, by the spout's fetch settings. */
  private static final int POLLS_PER_SECOND = 20;

  /**
   * Room for the batches of so many partitions, though the topic may have fewer: it may grow while
   * the topology runs. What is in flight is bounded by its records, not by this.
   */
  private static final int AMPLE_PARTITIONS = 256;

  /**
   * Batches wait here; each holds up to a whole poll's records. A few keep every task busy; more
   * only fill the heap while decoding is still cold: with 32, half of it.
   */
  private static final int QUEUE_BATCHES = 8;

  /** Time between a tuple's failure being noticed and its timeout, on a busy machine. */
  private static final int TIMEOUT_SLACK_SECONDS = 10;

  /** The one that knows the published versions, and whose commits go to Redis. */
  public LedgerTopology(LedgerSettings settings, Launch launch, Halt halt) {
    this(settings, launch, halt, RedisViews::new);
  }

  /** The one that knows the published versions. */
  public LedgerTopology(LedgerSettings settings, Launch launch, Halt halt, ViewsSource source) {
    this(settings, launch, halt, source, PaymentContract.published());
  }

  /** The topology. */
  public StormTopology build() {
    LedgerSettings.Storm storm = settings.storm();
    LedgerSettings.Window window = settings.window();
    TopologyBuilder builder = new TopologyBuilder();
    builder.setSpout(LOG, LedgerSpout.of(settings, launch, halt), storm.spoutTasks());
    builder
        .setBolt(DECODE, new DecodeBolt(settings, contract), storm.decodeTasks())
        .customGrouping(LOG, new PartitionGrouping());
    builder
        .setBolt(
            LEDGER,
            new LedgerBolt(settings, launch, halt, source)
                .withWindow(
                    BaseWindowedBolt.Duration.of(window.lengthMillis()),
                    BaseWindowedBolt.Duration.of(window.slideMillis())),
            storm.ledgerTasks())
        .customGrouping(DECODE, new PartitionGrouping());
    return builder.createTopology();
  }

  /**
   * Storm's settings for it.
   *
   * @param partitions of the topic
   * @throws LedgerFailure if the batches of one window would not fit in flight
   */
  public Config config(int partitions) {
    int needed = spoutPendingNeeded(partitions);
    int ample = spoutPendingNeeded(Math.max(partitions, AMPLE_PARTITIONS));
    int pending = settings.storm().spoutPending() == 0 ? ample : settings.storm().spoutPending();
    if (pending < needed) {
      throw LedgerFailure.usage(
          "bad setting ledger.storm.spout.pending="
              + pending
              + "; right would be 0, or at least "
              + needed
              + ": twice the batches of "
              + partitions
              + " partitions in one window, or every payment waits for a window to pass");
    }
    Config config = new Config();
    config.setNumWorkers(settings.storm().workers());
    config.setNumAckers(settings.storm().workers());
    config.setMaxSpoutPending(pending);
    config.setMessageTimeoutSecs(messageTimeoutSeconds());
    config.put(Config.TOPOLOGY_EXECUTOR_RECEIVE_BUFFER_SIZE, QUEUE_BATCHES);
    config.setFallBackOnJavaSerialization(false);
    sleepWhileIdle(config);
    config.registerSerialization(PolledBatch.class, PolledBatchSerializer.class);
    config.registerSerialization(PaymentBatch.class, PaymentBatchSerializer.class);
    return config;
  }

  /**
   * An executor with an empty queue, or before a full one, sleeps a millisecond at once. By default
   * it wakes a thousand times before, some 55 us apart, and begins anew with each tuple: with
   * batches for tuples most executors would never do anything else, on the cores that decode.
   */
  private static void sleepWhileIdle(Config config) {
    config.put(Config.TOPOLOGY_BOLT_WAIT_PROGRESSIVE_LEVEL1_COUNT, 0);
    config.put(Config.TOPOLOGY_BOLT_WAIT_PROGRESSIVE_LEVEL2_COUNT, 0);
    config.put(Config.TOPOLOGY_BACKPRESSURE_WAIT_PROGRESSIVE_LEVEL1_COUNT, 0);
    config.put(Config.TOPOLOGY_BACKPRESSURE_WAIT_PROGRESSIVE_LEVEL2_COUNT, 0);
  }

  /** Two windows and the longest wait: what is in the window is not lost. */
  int messageTimeoutSeconds() {
    Duration longest =
        Duration.ofMillis(2L * settings.window().lengthMillis() + settings.window().slideMillis())
            .plus(RedisPatience.inFlight(settings.window()));
    return Math.toIntExact(longest.toSeconds()) + TIMEOUT_SLACK_SECONDS;
  }

  /** Twice the batches of one spout task in window, slide and longest wait. */
  int spoutPendingNeeded(int partitions) {
    long inFlightMillis =
        settings.window().lengthMillis()
            + settings.window().slideMillis()
            + RedisPatience.inFlight(settings.window()).toMillis();
    int tasks = Math.min(settings.storm().spoutTasks(), partitions);
    long partitionsATask = (partitions + tasks - 1L) / tasks;
    return Math.toIntExact(2 * POLLS_PER_SECOND * partitionsATask * inFlightMillis / 1000);
  }
}
