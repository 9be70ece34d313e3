package io.salesledger.bench.topology;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;
import org.apache.storm.task.OutputCollector;
import org.apache.storm.task.TopologyContext;
import org.apache.storm.topology.OutputFieldsDeclarer;
import org.apache.storm.topology.base.BaseRichBolt;
import org.apache.storm.tuple.Fields;
import org.apache.storm.tuple.Tuple;
import org.apache.storm.tuple.Values;

/** Parses one payment a tuple. */
final class DemoProcessBolt extends BaseRichBolt {
  private static final long serialVersionUID = 1L;

  private transient OutputCollector collector;
  private transient ObjectReader json;

  @SuppressWarnings("NullAway.Init") // Storm calls prepare before execute
  DemoProcessBolt() {}

  @Override
  public void prepare(
      Map<String, Object> conf, TopologyContext context, OutputCollector outputCollector) {
    collector = outputCollector;
    json = JsonMapper.builder().build().readerFor(DemoPayment.class);
  }

  @Override
  public void execute(Tuple tuple) {
    try {
      DemoPayment payment = json.readValue(tuple.getStringByField(DemoTopology.VALUE));
      collector.emit(
          tuple,
          new Values(
              payment.productId(),
              payment.productPrice() * payment.quantity(),
              payment.quantity(),
              payment.timestamp()));
    } catch (JsonProcessingException e) {
      collector.reportError(e);
    }
    collector.ack(tuple);
  }

  @Override
  public void declareOutputFields(OutputFieldsDeclarer declarer) {
    declarer.declare(
        new Fields(
            DemoTopology.PRODUCT, DemoTopology.AMOUNT, DemoTopology.UNITS, DemoTopology.MILLIS));
  }
}
