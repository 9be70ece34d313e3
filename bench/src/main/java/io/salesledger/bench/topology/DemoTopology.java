package io.salesledger.bench.topology;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.windowing.topology.WorkerTransport;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.storm.Config;
import org.apache.storm.StormSubmitter;
import org.apache.storm.generated.StormTopology;
import org.apache.storm.kafka.spout.FirstPollOffsetStrategy;
import org.apache.storm.kafka.spout.KafkaSpout;
import org.apache.storm.kafka.spout.KafkaSpoutConfig;
import org.apache.storm.thrift.TException;
import org.apache.storm.topology.TopologyBuilder;
import org.apache.storm.tuple.Fields;

/**
 * The demo's topology: KafkaSpout, a bolt that parses, one that adds up, one that writes; a tuple a
 * payment.
 *
 * @param bootstrapServers of the broker
 * @param topic payments in JSON
 * @param group its consumer group
 * @param redisUri where the figures go
 */
public record DemoTopology(String bootstrapServers, String topic, String group, String redisUri) {
  static final String VALUE = "value";
  static final String PRODUCT = "product";
  static final String AMOUNT = "amount";
  static final String UNITS = "units";
  static final String MILLIS = "millis";
  static final String PRODUCT_AMOUNT = "productAmount";
  static final String PRODUCT_UNITS = "productUnits";

  private static final String NAME = "demo";
  private static final String LOG = "log";
  private static final String PROCESS = "process";
  private static final String AGGREGATE = "aggregate";
  private static final String REDIS = "redis";

  /** As many as fit well into Storm's own time-out: Redis takes each payment one by one. */
  private static final int SPOUT_PENDING = 1_000;

  /** What the report tells of it. */
  public static final Map<String, String> SETTINGS =
      Map.of(
          "workers, tasks of each component",
          "1, 1",
          Config.TOPOLOGY_MAX_SPOUT_PENDING,
          Integer.toString(SPOUT_PENDING),
          "Redis commands a payment",
          "14");

  /**
   * Puts it on a cluster.
   *
   * @param jar holds these classes
   * @throws LedgerFailure if the cluster refuses
   */
  public void submit(int nimbusPort, Path jar) {
    Config config = new Config();
    config.setNumWorkers(1);
    config.setMaxSpoutPending(SPOUT_PENDING);
    config.putAll(WorkerTransport.ofOneWorker());
    config.put(Config.NIMBUS_SEEDS, List.of("127.0.0.1"));
    config.put(Config.NIMBUS_THRIFT_PORT, nimbusPort);
    System.setProperty("storm.jar", jar.toString());
    try {
      StormSubmitter.submitTopology(NAME, config, build());
    } catch (TException | RuntimeException e) {
      throw LedgerFailure.failed(
          "Storm refuses the demo's topology: " + LedgerFailure.rootMessage(e), e);
    }
  }

  private StormTopology build() {
    TopologyBuilder builder = new TopologyBuilder();
    builder.setSpout(
        LOG,
        new KafkaSpout<>(
            KafkaSpoutConfig.builder(bootstrapServers, topic)
                .setProp(ConsumerConfig.GROUP_ID_CONFIG, group)
                .setFirstPollOffsetStrategy(FirstPollOffsetStrategy.EARLIEST)
                .build()));
    builder.setBolt(PROCESS, new DemoProcessBolt()).shuffleGrouping(LOG);
    builder
        .setBolt(AGGREGATE, new DemoAggregateBolt())
        .fieldsGrouping(PROCESS, new Fields(PRODUCT));
    builder.setBolt(REDIS, new DemoRedisBolt(redisUri)).shuffleGrouping(AGGREGATE);
    return builder.createTopology();
  }
}
