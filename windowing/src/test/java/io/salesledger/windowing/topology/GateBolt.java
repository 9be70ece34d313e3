package io.salesledger.windowing.topology;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.storm.task.OutputCollector;
import org.apache.storm.task.TopologyContext;
import org.apache.storm.topology.OutputFieldsDeclarer;
import org.apache.storm.topology.base.BaseRichBolt;
import org.apache.storm.tuple.Fields;
import org.apache.storm.tuple.Tuple;
import org.apache.storm.tuple.Values;
import org.apache.storm.utils.TupleUtils;

/**
 * Stands before DecodeBolt and holds tuples while a file is there. It takes what comes meanwhile: a
 * full queue would keep the spout from reading on, and so from taking back what timed out here.
 */
final class GateBolt extends BaseRichBolt {
  /** The gate's name with this is made when a tuple is held. */
  static final String HELD = ".held";

  private static final long serialVersionUID = 1L;

  private final String gate;
  private final List<Tuple> held = new ArrayList<>();
  private transient OutputCollector collector;

  @SuppressWarnings("NullAway.Init") // Storm calls prepare before execute
  GateBolt(String gate) {
    this.gate = gate;
  }

  @Override
  public void prepare(Map<String, Object> conf, TopologyContext context, OutputCollector given) {
    collector = given;
  }

  /** A tick lets go of what is held when no other tuple comes. */
  @Override
  public Map<String, Object> getComponentConfiguration() {
    return TupleUtils.putTickFrequencyIntoComponentConfig(new HashMap<>(), 1);
  }

  @Override
  public void execute(Tuple tuple) {
    if (!TupleUtils.isTick(tuple)) {
      held.add(tuple);
    }
    if (!Files.exists(Path.of(gate))) {
      held.forEach(this::pass);
      held.clear();
    } else if (!held.isEmpty()) {
      tellThatOneIsHeld();
    }
  }

  private void pass(Tuple tuple) {
    collector.emit(tuple, new Values(tuple.getValue(0), tuple.getValue(1)));
    collector.ack(tuple);
  }

  private void tellThatOneIsHeld() {
    try {
      Files.writeString(Path.of(gate + HELD), "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void declareOutputFields(OutputFieldsDeclarer declarer) {
    declarer.declare(new Fields(BatchTranslator.PARTITION, BatchTranslator.BATCH));
  }
}
