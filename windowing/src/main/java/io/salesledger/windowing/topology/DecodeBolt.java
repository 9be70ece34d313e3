package io.salesledger.windowing.topology;

import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.schemas.RegistryClients;
import io.salesledger.schemas.SchemaRegistration;
import io.salesledger.windowing.core.PaymentBatch;
import io.salesledger.windowing.core.PaymentRules;
import io.salesledger.windowing.log.BackgroundSchemas;
import io.salesledger.windowing.log.PaymentContract;
import io.salesledger.windowing.log.PaymentDecoder;
import io.salesledger.windowing.log.PolledBatch;
import io.salesledger.windowing.log.RegistrySchemas;
import io.salesledger.windowing.log.SchemaUnavailableException;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;
import org.apache.storm.task.OutputCollector;
import org.apache.storm.task.TopologyContext;
import org.apache.storm.topology.OutputFieldsDeclarer;
import org.apache.storm.topology.base.BaseRichBolt;
import org.apache.storm.tuple.Fields;
import org.apache.storm.tuple.Tuple;
import org.apache.storm.tuple.Values;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes polled batches apart. A batch with a schema that the registry cannot give now is failed,
 * which rewinds its partition until it can; other partitions go on.
 */
public final class DecodeBolt extends BaseRichBolt {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(DecodeBolt.class);

  private final LedgerSettings settings;
  private final PaymentContract contract;
  private transient OutputCollector collector;
  private transient SchemaRegistryClient registry;
  private transient BackgroundSchemas schemas;
  private transient PaymentDecoder decoder;

  /** A bolt of these settings that knows this much of payments. */
  @SuppressWarnings("NullAway.Init") // Storm calls prepare before execute
  public DecodeBolt(LedgerSettings settings, PaymentContract contract) {
    this.settings = settings;
    this.contract = contract;
  }

  @Override
  public void prepare(
      Map<String, Object> conf, TopologyContext context, OutputCollector outputCollector) {
    collector = outputCollector;
    registry = RegistryClients.connect(settings.registry());
    InstantSource clock = new SteadyClock();
    String subject = SchemaRegistration.subject(settings.kafka().topic());
    schemas =
        new BackgroundSchemas(
            new RegistrySchemas(registry, subject, contract.newest(), clock), clock);
    decoder = new PaymentDecoder(new PaymentRules(settings.currency().code()), contract, schemas);
  }

  @Override
  public void execute(Tuple tuple) {
    PolledBatch polled = (PolledBatch) tuple.getValueByField(BatchTranslator.BATCH);
    try {
      PaymentBatch batch = decoder.decode(polled);
      collector.emit(tuple, new Values(batch.partition(), batch));
      collector.ack(tuple);
    } catch (SchemaUnavailableException e) {
      LOG.warn("{} waits: {}", polled, e.getMessage());
      collector.fail(tuple);
    }
  }

  @Override
  public void cleanup() {
    schemas.close();
    try {
      registry.close();
    } catch (IOException e) {
      LOG.debug("the registry's client did not close", e);
    }
  }

  @Override
  public void declareOutputFields(OutputFieldsDeclarer declarer) {
    declarer.declare(new Fields(BatchTranslator.PARTITION, BatchTranslator.BATCH));
  }
}
