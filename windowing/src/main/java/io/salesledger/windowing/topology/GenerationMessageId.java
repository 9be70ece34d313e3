package io.salesledger.windowing.topology;

import org.apache.kafka.common.TopicPartition;
import org.apache.storm.kafka.spout.KafkaSpoutMessageId;

/**
 * A batch's id that also says after which rewind of its partition it was emitted: an ack from
 * before a rewind must not count for the tuple after it that ends at the same offset.
 */
public final class GenerationMessageId extends KafkaSpoutMessageId {
  private static final long serialVersionUID = 1L;

  private final int generation;

  public GenerationMessageId(TopicPartition partition, long offset, int generation) {
    super(partition, offset);
    this.generation = generation;
  }

  @Override
  public boolean equals(Object other) {
    return super.equals(other)
        && other instanceof GenerationMessageId that
        && generation == that.generation;
  }

  @Override
  public int hashCode() {
    return 31 * super.hashCode() + generation;
  }
}
