package io.salesledger.windowing.topology;

import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Pauses a consumer while nothing more is to be read, and resumes what it has paused itself. Called
 * by the consumer's thread.
 */
final class ReadHold {
  private final ReadProgress progress;
  private Set<TopicPartition> held = Set.of();

  ReadHold(ReadProgress progress) {
    this.progress = progress;
  }

  /** To be called before each poll: KafkaSpout resumes what it does not poll after each. */
  void apply(Consumer<?, ?> reader) {
    Set<TopicPartition> mine = new HashSet<>(reader.assignment());
    if (progress.isFull()) {
      mine.removeIf(partition -> reader.paused().contains(partition) && !held.contains(partition));
      reader.pause(mine);
      held = mine;
    } else if (!held.isEmpty()) {
      mine.retainAll(held);
      reader.resume(mine);
      held = Set.of();
    }
  }
}
