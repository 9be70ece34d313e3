package io.salesledger.local.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.parts.Waiting;
import io.salesledger.windowing.log.LogBounds;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;

/** How far the log reaches and how far the API says that it is counted. For one thread. */
final class LedgerWatch implements AutoCloseable {
  private static final String PATH = "/api/ledger";

  private final LedgerSettings settings;
  private final LedgerApi api;
  private final Waiting waiting;
  private final LogBounds log;
  private String lastAnswer = "nothing";

  LedgerWatch(LedgerSettings settings, LedgerApi api, Waiting waiting) {
    this.settings = settings;
    this.api = api;
    this.waiting = waiting;
    this.log = new LogBounds(settings.kafka());
  }

  /** Where the log ends now; waits for a Kafka that is away. */
  Map<TopicPartition, Long> ends() {
    return waiting.untilPresent("answer of Kafka", ChaosRun.PATIENCE, this::endsIfThere);
  }

  private Optional<Map<TopicPartition, Long>> endsIfThere() {
    try {
      return Optional.of(
          log.ends(
              IntStream.range(0, settings.kafka().topicPartitions())
                  .mapToObj(p -> new TopicPartition(settings.kafka().topic(), p))
                  .collect(Collectors.toSet())));
    } catch (LogBounds.KafkaAwayException e) {
      return Optional.empty();
    }
  }

  /** How many offsets that is. */
  static long sum(Map<TopicPartition, Long> ends) {
    return ends.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Waits until the API shows everything below these ends, by a ledger that lives and balances. */
  void awaitCounted(Map<TopicPartition, Long> ends) {
    try {
      waiting.until("end of the lag", ChaosRun.PATIENCE, () -> isCounted(ends));
    } catch (LedgerFailure e) {
      throw LedgerFailure.failed(e.getMessage() + "; " + PATH + " says: " + lastAnswer, e);
    }
  }

  private boolean isCounted(Map<TopicPartition, Long> ends) {
    Optional<LedgerApi.Answer> answer = api.get(PATH);
    if (answer.isEmpty() || !answer.get().body().path("partitions").isArray()) {
      return false;
    }
    JsonNode ledger = answer.get().body();
    lastAnswer = ledger.toString();
    Map<Integer, Long> lows = new HashMap<>();
    ledger
        .get("partitions")
        .forEach(one -> lows.put(one.path("partition").asInt(), one.path("low").asLong()));
    return ledger.path("alive").asBoolean()
        && ledger.path("balanced").asBoolean()
        && ledger.path("broken").isNull()
        && ends.entrySet().stream()
            .allMatch(end -> lows.getOrDefault(end.getKey().partition(), -1L) >= end.getValue());
  }

  /** A figure of the whole ledger, for example {@code quarantined}. */
  long figure(String name) {
    return api.get(PATH)
        .map(answer -> answer.body().path(name).asLong(-1))
        .orElseThrow(() -> LedgerFailure.failed(PATH + " does not answer"));
  }

  @Override
  public void close() {
    log.close();
  }
}
