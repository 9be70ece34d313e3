package io.salesledger.windowing.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.SettingsLoader;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A topic of which one partition has no leader: its brokers are away. */
class LogBoundsTest {
  private static final TopicPartition LED = new TopicPartition("sales_events", 0);
  private static final TopicPartition ALONE = new TopicPartition("sales_events", 1);
  private static final TopicPartition FORBIDDEN = new TopicPartition("sales_events", 2);

  private final LogBounds log;

  LogBoundsTest(@TempDir Path folder) {
    LedgerSettings settings = SettingsLoader.load(Map.of(), Map.of(), folder);
    log = new LogBounds(settings.kafka(), kafka(), Duration.ofSeconds(1));
  }

  @Test
  void a_partition_without_a_leader_is_left_out_and_holds_up_no_other() {
    assertThat(log.ofLed(List.of(LED, ALONE)))
        .isEqualTo(Map.of(LED, new LogBounds.Bounds(42, 42, OptionalInt.of(7))));
    assertThat(log.highWatermarks(List.of(LED, ALONE))).isEqualTo(Map.of(LED, 42L));
  }

  @Test
  void what_kafka_refuses_is_told_as_kafka_says_it_and_is_no_silence() {
    assertThatThrownBy(() -> log.begins(List.of(FORBIDDEN)))
        .isInstanceOf(LogBounds.KafkaAwayException.class)
        .hasMessage("Kafka answers: Not authorized to access topics: [sales_events]");
    assertThatThrownBy(() -> log.begins(List.of(ALONE)))
        .isInstanceOf(LogBounds.KafkaAwayException.class)
        .hasMessage("Kafka does not answer: no leader");
  }

  /** As much of Kafka as is asked. */
  private static Admin kafka() {
    return (Admin)
        Proxy.newProxyInstance(
            LogBoundsTest.class.getClassLoader(),
            new Class<?>[] {Admin.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "describeTopics" -> new Described();
                  case "listOffsets" -> offsets((Map<?, ?>) arguments[0]);
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private static ListOffsetsResult offsets(Map<?, ?> asked) {
    Map<TopicPartition, KafkaFuture<ListOffsetsResultInfo>> futures = new HashMap<>();
    for (Object key : asked.keySet()) {
      KafkaFutureImpl<ListOffsetsResultInfo> future = new KafkaFutureImpl<>();
      if (key.equals(LED)) {
        future.complete(new ListOffsetsResultInfo(42, -1, Optional.of(7)));
      } else if (key.equals(FORBIDDEN)) {
        future.completeExceptionally(new TopicAuthorizationException(Set.of("sales_events")));
      } else {
        future.completeExceptionally(new TimeoutException("no leader"));
      }
      futures.put((TopicPartition) key, future);
    }
    return new ListOffsetsResult(futures);
  }

  private static final class Described extends DescribeTopicsResult {
    @SuppressWarnings("NullAway") // asked by name, so there are none by id
    Described() {
      super(null, Map.of("sales_events", KafkaFuture.completedFuture(description())));
    }

    private static TopicDescription description() {
      return new TopicDescription(
          "sales_events",
          false,
          List.of(partition(LED, new Node(1, "127.0.0.1", 9092)), partition(ALONE, null)));
    }

    @SuppressWarnings("NullAway") // Kafka says null where there is no leader
    private static TopicPartitionInfo partition(TopicPartition partition, @Nullable Node leader) {
      return new TopicPartitionInfo(partition.partition(), leader, List.of(), List.of());
    }
  }
}
