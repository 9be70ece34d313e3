package io.salesledger.windowing.topology;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.schemas.SalesTopic;
import io.salesledger.windowing.core.Launch;
import io.salesledger.windowing.core.PartitionOwners;
import io.salesledger.windowing.core.ReadRules;
import io.salesledger.windowing.log.LogBounds;
import io.salesledger.windowing.store.CountedTopic;
import io.salesledger.windowing.store.LedgerIdentity;
import io.salesledger.windowing.store.LedgerStop;
import io.salesledger.windowing.store.RedisSession;
import io.salesledger.windowing.store.RedisViews;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.apache.storm.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a task comes to own its partitions: it waits for Redis, then for Kafka and the topic, and
 * claims. What keeps it from that is written down at the ledger while it does. Used by one thread.
 */
final class LedgerStart {
  private static final Logger LOG = LoggerFactory.getLogger(LedgerStart.class);

  private static final long PAUSE_MILLIS = 1_000;

  private final LedgerSettings settings;
  private final Launch launch;
  private final ViewsSource source;
  private final PartitionOwners.Witness witness;
  private final RedisSession session;
  private final LogEnds logEnds;

  /**
   * A task that has begun.
   *
   * @param owners of its partitions, all claimed
   * @param topicId of the topic that they were claimed for
   */
  record Begun(PartitionOwners owners, String topicId) {}

  /**
   * The start of one task.
   *
   * @param session the task's own, in flight: what waits longer for Redis is {@link #awaitRedis}
   */
  LedgerStart(
      LedgerSettings settings,
      Launch launch,
      ViewsSource source,
      PartitionOwners.Witness witness,
      RedisSession session,
      LogEnds logEnds) {
    this.settings = settings;
    this.launch = launch;
    this.source = source;
    this.witness = witness;
    this.session = session;
    this.logEnds = logEnds;
  }

  /** Waits until Redis answers, however long: nothing is in flight yet. */
  static void awaitRedis(LedgerSettings.Redis redis) {
    try (RedisSession atStart = new RedisSession(redis, RedisPatience.atStart())) {
      while (true) {
        try {
          atStart.call(jedis -> jedis.ping());
          return;
        } catch (LedgerFailure e) {
          LOG.error("The ledger cannot start: {}", e.getMessage());
          Utils.sleep(PAUSE_MILLIS);
        }
      }
    }
  }

  /**
   * Claims the task's partitions, as soon as there is a topic that can be.
   *
   * @param mine the partitions of this task, of so many
   * @throws LedgerFailure or another of its causes, once the thread is interrupted
   */
  Begun claim(IntFunction<List<Integer>> mine) {
    StartTrouble trouble =
        new StartTrouble(new LedgerStop(session, settings.redis().keys(), launch));
    while (true) {
      try {
        Optional<SalesTopic.Identity> topic = logEnds.topic();
        if (topic.isPresent()) {
          PartitionOwners owners = owners(topic.get());
          owners.claim(mine.apply(topic.get().partitions()));
          // A claim does so too, but a task of more tasks than partitions has none to claim.
          trouble.isOver();
          return new Begun(owners, topic.get().topicId());
        }
        whyGone().ifPresentOrElse(trouble::isOfAll, trouble::isOver);
      } catch (LedgerFailure | LogBounds.KafkaAwayException e) {
        if (Thread.currentThread().isInterrupted()) {
          // A worker that is ended is no trouble of the ledger's.
          throw e;
        }
        trouble.is(String.valueOf(e.getMessage()));
      }
      Utils.sleep(PAUSE_MILLIS);
    }
  }

  /** Why nothing can be claimed without a topic; empty if one is only still to be made. */
  private Optional<String> whyGone() {
    LOG.warn("There is no topic {}", settings.kafka().topic());
    return new CountedTopic(session, settings.redis().keys())
        .id()
        .flatMap(
            counted ->
                ReadRules.whyNotTheTopic(settings.kafka().topic(), counted, logEnds.topicId()));
  }

  private PartitionOwners owners(SalesTopic.Identity topic) {
    return new PartitionOwners(
        source.open(
            session,
            settings,
            LedgerIdentity.of(settings, topic.clusterId(), topic.topicId()),
            launch),
        RedisViews.limits(settings.views()),
        () -> logEnds.topicId().equals(Optional.of(topic.topicId())),
        witness);
  }
}
