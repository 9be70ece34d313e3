package io.salesledger.windowing.log;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.schemas.SalesTopic;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.NetworkException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * Where the partitions of the log begin and end, for a {@code read_committed} reader unless said
 * otherwise, and how far the consumer group's committed offsets are. Any thread may call it; every
 * call asks Kafka.
 */
public final class LogBounds implements AutoCloseable {
  /** How long {@link #topicId} waits for each answer, unless told otherwise. */
  private static final Duration ID_PATIENCE = Duration.ofSeconds(2);

  /**
   * So many answers in a row that there is no such topic are believed. Not more: commits wait for
   * them, 0.3 s of a window of 10 s.
   */
  private static final int GONE_ANSWERS = 4;

  private static final long GONE_PAUSE_NANOS = 100_000_000L;

  private final Admin admin;
  private final LedgerSettings.Kafka settings;
  private final int idTimeoutMillis;

  /**
   * Connects on first use.
   *
   * @throws LedgerFailure if the settings make no client
   */
  public LogBounds(LedgerSettings.Kafka settings) {
    this(settings, ID_PATIENCE);
  }

  /**
   * The same where commits wait for {@link #topicId}.
   *
   * @param idPatience how long it waits for each answer at most: shorter than the window, so that a
   *     slow broker delays and loses nothing
   * @throws LedgerFailure if the settings make no client
   */
  public LogBounds(LedgerSettings.Kafka settings, Duration idPatience) {
    this(settings, SalesTopic.connect(settings), idPatience);
  }

  LogBounds(LedgerSettings.Kafka settings, Admin admin, Duration idPatience) {
    this.settings = settings;
    this.admin = admin;
    this.idTimeoutMillis = Math.toIntExact(Math.min(ID_PATIENCE.toMillis(), idPatience.toMillis()));
  }

  /**
   * Where a partition begins and ends.
   *
   * @param begin its first offset
   * @param end its first offset that a reader does not see yet
   * @param logEpoch its leader's epoch; empty if Kafka does not tell
   */
  public record Bounds(long begin, long end, OptionalInt logEpoch) {}

  /**
   * Kafka could not answer, or refused what was asked; the message tells which.
   *
   * <p>Passing: to be asked again.
   */
  public static final class KafkaAwayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    KafkaAwayException(Throwable cause) {
      super(
          (isAnswer(cause) ? "Kafka answers: " : "Kafka does not answer: ") + cause.getMessage(),
          cause);
    }

    /** Time-outs and lost connections are what the client itself makes of silence. */
    private static boolean isAnswer(Throwable cause) {
      return cause instanceof ApiException
          && !(cause instanceof TimeoutException)
          && !(cause instanceof DisconnectException)
          && !(cause instanceof NetworkException);
    }
  }

  /** The topic's own check: exists, kept for ever, with append times. */
  public SalesTopic topic() {
    return new SalesTopic(admin, settings);
  }

  /**
   * Kafka's own id of the topic now; empty if there is none of its name, which is asked for several
   * times: a broker that has just started may not know its topics for a moment. A topic's id never
   * comes back: what was read before this call was read from the topic of this id, if it is still
   * the one that the reading began with.
   */
  public Optional<String> topicId() {
    Optional<String> id = askedTopicId();
    for (int again = 1; again < GONE_ANSWERS && id.isEmpty(); again++) {
      LockSupport.parkNanos(GONE_PAUSE_NANOS);
      id = askedTopicId();
    }
    return id;
  }

  private Optional<String> askedTopicId() {
    try {
      DescribeTopicsResult described =
          admin.describeTopics(
              List.of(settings.topic()), new DescribeTopicsOptions().timeoutMs(idTimeoutMillis));
      return await(described.allTopicNames()).values().stream()
          .map(topic -> topic.topicId().toString())
          .findFirst();
    } catch (KafkaAwayException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** The first offset of each partition. */
  public Map<TopicPartition, Long> begins(Collection<TopicPartition> partitions) {
    return offsets(partitions, OffsetSpec.earliest(), IsolationLevel.READ_COMMITTED);
  }

  /** The first offset of each partition that a reader does not see yet. */
  public Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) {
    return offsets(partitions, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED);
  }

  /**
   * Where these partitions begin and end; without those that no broker leads now, so that they hold
   * up no other.
   */
  public Map<TopicPartition, Bounds> ofLed(Collection<TopicPartition> partitions) {
    List<TopicPartition> led = led(partitions);
    Map<TopicPartition, Long> begins = begins(led);
    Map<TopicPartition, ListOffsetsResultInfo> ends =
        found(led, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED);
    Map<TopicPartition, Bounds> bounds = new HashMap<>();
    begins.forEach(
        (partition, begin) ->
            Optional.ofNullable(ends.get(partition))
                .ifPresent(end -> bounds.put(partition, bounds(begin, end))));
    return bounds;
  }

  private static Bounds bounds(long begin, ListOffsetsResultInfo end) {
    return new Bounds(
        begin, end.offset(), end.leaderEpoch().map(OptionalInt::of).orElse(OptionalInt.empty()));
  }

  /**
   * The first offset of each partition that is not written: what a transaction holds back too.
   * Without partitions that no broker leads now, so that they hold up no other.
   */
  public Map<TopicPartition, Long> highWatermarks(Collection<TopicPartition> partitions) {
    return offsets(led(partitions), OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
  }

  /** To ask for the offsets of one that nobody leads would take until the time is up. */
  private List<TopicPartition> led(Collection<TopicPartition> partitions) {
    Set<Integer> led = new HashSet<>();
    await(admin.describeTopics(List.of(settings.topic())).allTopicNames())
        .values()
        .forEach(
            topic ->
                topic.partitions().stream()
                    .filter(partition -> isLed(partition.leader()))
                    .forEach(partition -> led.add(partition.partition())));
    return partitions.stream().filter(partition -> led.contains(partition.partition())).toList();
  }

  private static boolean isLed(@Nullable Node leader) {
    return leader != null && !leader.isEmpty();
  }

  private Map<TopicPartition, Long> offsets(
      Collection<TopicPartition> partitions, OffsetSpec spec, IsolationLevel isolation) {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    found(partitions, spec, isolation)
        .forEach((partition, info) -> offsets.put(partition, info.offset()));
    return offsets;
  }

  private Map<TopicPartition, ListOffsetsResultInfo> found(
      Collection<TopicPartition> partitions, OffsetSpec spec, IsolationLevel isolation) {
    Map<TopicPartition, OffsetSpec> wanted =
        partitions.stream().collect(Collectors.toMap(Function.identity(), p -> spec));
    return await(admin.listOffsets(wanted, new ListOffsetsOptions(isolation)).all());
  }

  /** The group's committed offsets; without partitions that have none. */
  public Map<TopicPartition, Long> committed() {
    Map<TopicPartition, OffsetAndMetadata> found =
        await(admin.listConsumerGroupOffsets(settings.groupId()).partitionsToOffsetAndMetadata());
    Map<TopicPartition, Long> offsets = new HashMap<>();
    found.forEach(
        (partition, offset) -> {
          if (offset != null) {
            offsets.put(partition, offset.offset());
          }
        });
    return offsets;
  }

  /** Sets the group's committed offsets of these partitions; the others' stay. */
  public void setCommitted(Map<TopicPartition, Long> offsets) {
    Map<TopicPartition, OffsetAndMetadata> wanted = new HashMap<>();
    offsets.forEach((partition, offset) -> wanted.put(partition, new OffsetAndMetadata(offset)));
    await(admin.alterConsumerGroupOffsets(settings.groupId(), wanted).all());
  }

  private static <T> T await(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaAwayException(e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw new KafkaAwayException(cause instanceof KafkaException ? cause : e);
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }
}
