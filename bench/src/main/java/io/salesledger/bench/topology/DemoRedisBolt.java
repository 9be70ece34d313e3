package io.salesledger.bench.topology;

import java.net.URI;
import java.util.Map;
import org.apache.storm.task.OutputCollector;
import org.apache.storm.task.TopologyContext;
import org.apache.storm.topology.OutputFieldsDeclarer;
import org.apache.storm.topology.base.BaseRichBolt;
import org.apache.storm.tuple.Tuple;
import redis.clients.jedis.Jedis;

/** Writes each payment into Redis, a command after the other. */
final class DemoRedisBolt extends BaseRichBolt {
  private static final long serialVersionUID = 1L;
  private static final int TIMELINE_ENTRIES = 300;

  private final String redisUri;
  private transient OutputCollector collector;
  private transient Jedis jedis;

  @SuppressWarnings("NullAway.Init") // Storm calls prepare before execute
  DemoRedisBolt(String redisUri) {
    this.redisUri = redisUri;
  }

  @Override
  public void prepare(
      Map<String, Object> conf, TopologyContext context, OutputCollector outputCollector) {
    collector = outputCollector;
    jedis = new Jedis(URI.create(redisUri));
  }

  @Override
  public void execute(Tuple tuple) {
    String product = tuple.getStringByField(DemoTopology.PRODUCT);
    double amount = tuple.getDoubleByField(DemoTopology.AMOUNT);
    int units = tuple.getIntegerByField(DemoTopology.UNITS);
    long millis = tuple.getLongByField(DemoTopology.MILLIS);
    double totalAmount = jedis.incrByFloat(DemoKeys.TOTAL, amount);
    long totalUnits = jedis.incrBy(DemoKeys.TOTAL_COUNT, units);
    jedis.hincrByFloat(DemoKeys.REALTIME, product, amount);
    jedis.hincrBy(DemoKeys.REALTIME_COUNT, product, units);
    push(DemoKeys.TIMELINE, millis, totalAmount);
    push(DemoKeys.TIMELINE_COUNT, millis, totalUnits);
    push(
        DemoKeys.PRODUCT_TIMELINE + product,
        millis,
        tuple.getDoubleByField(DemoTopology.PRODUCT_AMOUNT));
    push(
        DemoKeys.PRODUCT_TIMELINE_COUNT + product,
        millis,
        tuple.getLongByField(DemoTopology.PRODUCT_UNITS));
    jedis.zincrby(DemoKeys.LEADERBOARD_COUNT, units, product);
    jedis.zincrby(DemoKeys.LEADERBOARD_AMOUNT, amount, product);
    collector.ack(tuple);
  }

  private void push(String key, long millis, Number value) {
    jedis.rpush(key, millis + "," + value);
    jedis.ltrim(key, -TIMELINE_ENTRIES, -1);
  }

  @Override
  public void declareOutputFields(OutputFieldsDeclarer declarer) {}

  @Override
  public void cleanup() {
    jedis.close();
  }
}
