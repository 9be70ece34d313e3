package io.salesledger.bench.topology;

import java.util.HashMap;
import java.util.Map;
import org.apache.storm.task.OutputCollector;
import org.apache.storm.task.TopologyContext;
import org.apache.storm.topology.OutputFieldsDeclarer;
import org.apache.storm.topology.base.BaseRichBolt;
import org.apache.storm.tuple.Fields;
import org.apache.storm.tuple.Tuple;
import org.apache.storm.tuple.Values;

/** Keeps each product's running sums, and passes every payment on with them. */
final class DemoAggregateBolt extends BaseRichBolt {
  private static final long serialVersionUID = 1L;

  private transient OutputCollector collector;
  private transient Map<String, double[]> amounts;
  private transient Map<String, long[]> units;

  @SuppressWarnings("NullAway.Init") // Storm calls prepare before execute
  DemoAggregateBolt() {}

  @Override
  public void prepare(
      Map<String, Object> conf, TopologyContext context, OutputCollector outputCollector) {
    collector = outputCollector;
    amounts = new HashMap<>();
    units = new HashMap<>();
  }

  @Override
  public void execute(Tuple tuple) {
    String product = tuple.getStringByField(DemoTopology.PRODUCT);
    double amount = tuple.getDoubleByField(DemoTopology.AMOUNT);
    int unit = tuple.getIntegerByField(DemoTopology.UNITS);
    double[] sum = amounts.computeIfAbsent(product, p -> new double[1]);
    long[] count = units.computeIfAbsent(product, p -> new long[1]);
    sum[0] += amount;
    count[0] += unit;
    collector.emit(
        tuple,
        new Values(
            product, amount, unit, tuple.getLongByField(DemoTopology.MILLIS), sum[0], count[0]));
    collector.ack(tuple);
  }

  @Override
  public void declareOutputFields(OutputFieldsDeclarer declarer) {
    declarer.declare(
        new Fields(
            DemoTopology.PRODUCT,
            DemoTopology.AMOUNT,
            DemoTopology.UNITS,
            DemoTopology.MILLIS,
            DemoTopology.PRODUCT_AMOUNT,
            DemoTopology.PRODUCT_UNITS));
  }
}
