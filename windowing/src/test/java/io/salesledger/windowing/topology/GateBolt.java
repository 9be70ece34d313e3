package io.salesledger.windowing.topology;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.storm.task.OutputCollector;
import org.apache.storm.task.TopologyContext;
import org.apache.storm.topology.OutputFieldsDeclarer;
import org.apache.storm.topology.base.BaseRichBolt;
import org.apache.storm.tuple.Fields;
import org.apache.storm.tuple.Tuple;
import org.apache.storm.tuple.Values;
import org.awaitility.Awaitility;

/** Stands before DecodeBolt and holds tuples while a file is there. */
final class GateBolt extends BaseRichBolt {
  /** The gate's name with this is made when a tuple is held. */
  static final String HELD = ".held";

  private static final long serialVersionUID = 1L;

  private final String gate;
  private transient OutputCollector collector;

  @SuppressWarnings("NullAway.Init") // Storm calls prepare before execute
  GateBolt(String gate) {
    this.gate = gate;
  }

  @Override
  public void prepare(Map<String, Object> conf, TopologyContext context, OutputCollector given) {
    collector = given;
  }

  @Override
  public void execute(Tuple tuple) {
    if (Files.exists(Path.of(gate))) {
      tellThatOneIsHeld();
      Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> !Files.exists(Path.of(gate)));
    }
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
