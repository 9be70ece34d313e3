package io.salesledger.windowing.topology;

import java.util.Map;
import java.util.Random;
import org.apache.storm.task.OutputCollector;
import org.apache.storm.task.TopologyContext;
import org.apache.storm.topology.OutputFieldsDeclarer;
import org.apache.storm.topology.base.BaseRichBolt;
import org.apache.storm.tuple.Fields;
import org.apache.storm.tuple.Tuple;
import org.apache.storm.tuple.Values;

/** Stands before DecodeBolt and fails one tuple in so many. */
final class FailingBolt extends BaseRichBolt {
  private static final long serialVersionUID = 1L;

  private final int oneIn;
  private final Random random = new Random(7);
  private transient OutputCollector collector;

  @SuppressWarnings("NullAway.Init") // Storm calls prepare before execute
  FailingBolt(int oneIn) {
    this.oneIn = oneIn;
  }

  @Override
  public void prepare(Map<String, Object> conf, TopologyContext context, OutputCollector given) {
    collector = given;
  }

  @Override
  public void execute(Tuple tuple) {
    if (random.nextInt(oneIn) == 0) {
      collector.fail(tuple);
    } else {
      collector.emit(tuple, new Values(tuple.getValue(0), tuple.getValue(1)));
      collector.ack(tuple);
    }
  }

  @Override
  public void declareOutputFields(OutputFieldsDeclarer declarer) {
    declarer.declare(new Fields(BatchTranslator.PARTITION, BatchTranslator.BATCH));
  }
}
