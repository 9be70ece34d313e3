package io.salesledger.windowing.topology;

import io.salesledger.windowing.log.PolledBatch;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.storm.kafka.spout.RecordTranslator;
import org.apache.storm.tuple.Fields;
import org.apache.storm.tuple.Values;

/**
 * Makes a batch a tuple. Kafka logs and swallows what its interceptors throw and then delivers
 * plain records; those would be acked without being counted, so the process is halted.
 */
final class BatchTranslator implements RecordTranslator<byte[], Object> {
  private static final long serialVersionUID = 1L;

  /** The Kafka partition, for the grouping. */
  static final String PARTITION = "partition";

  /** The batch. */
  static final String BATCH = "batch";

  private final Halt halt;

  BatchTranslator(Halt halt) {
    this.halt = halt;
  }

  @Override
  public List<Object> apply(ConsumerRecord<byte[], Object> record) {
    if (!(record.value() instanceof PolledBatch batch)) {
      String reason =
          "a record of partition "
              + record.partition()
              + " at offset "
              + record.offset()
              + " came without its batch; the cause is logged above";
      halt.because(reason);
      throw new IllegalStateException(reason);
    }
    return new Values(batch.partition(), batch);
  }

  @Override
  public Fields getFieldsFor(String stream) {
    return new Fields(PARTITION, BATCH);
  }

  @Override
  public List<String> streams() {
    return DEFAULT_STREAM;
  }
}
