package io.salesledger.windowing.topology;

import java.util.Comparator;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Pauses a consumer's partitions while nothing more is to be read of them, and resumes what it has
 * paused itself: all of them while too much is ahead of the views, and all but one of those that
 * are behind while they take turns. Called by the consumer's thread.
 */
final class ReadHold {
  /** A partition that gives nothing for so long, because nobody leads it, has had its turn. */
  private static final long STALLED_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final ReadProgress progress;
  private final LongSupplier nanoTime;
  private Set<TopicPartition> held = Set.of();
  private Optional<Turn> turn = Optional.empty();

  /**
   * The partition that is read.
   *
   * @param position where it was last seen to move to
   * @param sinceNanos when
   */
  private record Turn(TopicPartition partition, long position, long sinceNanos) {}

  ReadHold(ReadProgress progress) {
    this(progress, System::nanoTime);
  }

  /** The same by another clock, in nanoseconds. */
  ReadHold(ReadProgress progress, LongSupplier nanoTime) {
    this.progress = progress;
    this.nanoTime = nanoTime;
  }

  /** To be called before each poll: KafkaSpout resumes what it does not poll after each. */
  void apply(Consumer<?, ?> reader) {
    Set<TopicPartition> mine = new HashSet<>(reader.assignment());
    mine.removeIf(partition -> reader.paused().contains(partition) && !held.contains(partition));
    Set<TopicPartition> hold = new HashSet<>();
    if (progress.isFull()) {
      hold.addAll(mine);
      turn = turn.map(was -> new Turn(was.partition(), was.position(), nanoTime.getAsLong()));
    } else if (progress.takesTurns()) {
      mine.stream().filter(partition -> isBehind(reader, partition)).forEach(hold::add);
      turn = next(reader, hold);
      turn.ifPresent(now -> hold.remove(now.partition()));
    }
    mine.removeAll(hold);
    mine.retainAll(held);
    reader.resume(mine);
    reader.pause(hold);
    held = hold;
  }

  /**
   * What is at its end is read on: a consumer does not learn of new records while it is paused. One
   * that was not read yet may well be behind; whether it is shows as soon as its turn comes.
   */
  private static boolean isBehind(Consumer<?, ?> reader, TopicPartition partition) {
    OptionalLong lag = reader.currentLag(partition);
    return lag.isEmpty() || lag.getAsLong() > 0;
  }

  private Optional<Turn> next(Consumer<?, ?> reader, Set<TopicPartition> behind) {
    long now = nanoTime.getAsLong();
    Optional<Turn> going =
        turn.filter(was -> behind.contains(was.partition()) && !hasHadIt(was.partition()))
            .map(was -> moved(was, reader.position(was.partition()), now))
            .filter(is -> now - is.sinceNanos() < STALLED_NANOS);
    if (going.isPresent()) {
      return going;
    }
    int last = turn.map(was -> was.partition().partition()).orElse(-1);
    // One that has had it goes on while no other is behind: there is room, or all would be held.
    Comparator<TopicPartition> first =
        Comparator.<TopicPartition, Boolean>comparing(this::hasHadIt)
            .thenComparing(p -> p.partition() <= last)
            .thenComparing(TopicPartition::partition);
    return behind.stream().min(first).map(p -> new Turn(p, reader.position(p), now));
  }

  private static Turn moved(Turn was, long position, long now) {
    return position == was.position() ? was : new Turn(was.partition(), position, now);
  }

  private boolean hasHadIt(TopicPartition partition) {
    return progress.hasHadItsTurn(partition.partition());
  }
}
