package io.salesledger.windowing.audit;

import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.schemas.RegistryClients;
import io.salesledger.schemas.SalesTopic;
import io.salesledger.schemas.SchemaRegistration;
import io.salesledger.windowing.core.Views;
import io.salesledger.windowing.log.LogBounds;
import io.salesledger.windowing.log.PaymentContract;
import io.salesledger.windowing.log.RegistrySchemas;
import io.salesledger.windowing.store.LedgerIdentity;
import io.salesledger.windowing.store.RedisSession;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;

/**
 * Proves that the views are what the log says, while both go on: refolds the log by code of its own
 * and compares every stored number, each as of exactly the offsets that it holds. Reads only, in
 * steps that hold Redis up for a few milliseconds; needs memory for products and minutes, not for
 * the length of the log. Used once, by one thread.
 */
public final class Audit {
  private static final Duration REDIS_PATIENCE = Duration.ofSeconds(5);
  private static final int ATTEMPTS = 3;

  private final LedgerSettings settings;
  private final PaymentContract contract;
  private final AuditProgress progress;
  private final InstantSource clock;

  /** An audit of the ledger of these settings, by the published versions. */
  public Audit(LedgerSettings settings, AuditProgress progress, InstantSource clock) {
    this(settings, PaymentContract.published(), progress, clock);
  }

  /**
   * An audit of the ledger of these settings.
   *
   * @param contract what the topology knows of payments
   */
  public Audit(
      LedgerSettings settings,
      PaymentContract contract,
      AuditProgress progress,
      InstantSource clock) {
    this.settings = settings;
    this.contract = contract;
    this.progress = progress;
    this.clock = clock;
  }

  /**
   * Runs it.
   *
   * @return what was compared and what differs; empty if it was asked to stop
   * @throws LedgerFailure if Kafka, Redis or the registry does not answer, the log does not hold
   *     what the views were folded from, or there is no ledger yet; nothing is changed in any case
   */
  public Optional<AuditReport> run() {
    try (RedisSession session = new RedisSession(settings.redis(), REDIS_PATIENCE);
        SchemaRegistryClient registry = RegistryClients.connect(settings.registry())) {
      RegistrySchemas ours =
          new RegistrySchemas(
              registry,
              SchemaRegistration.subject(settings.kafka().topic()),
              contract.newest(),
              clock);
      JudgeRules rules =
          new JudgeRules(
              settings.currency().code(),
              contract,
              new PatientSchemas(ours, settings.registry().displayUrl()));
      int named = 0;
      for (int attempt = 1; ; attempt++) {
        SalesTopic.Identity topic = topic();
        // What the views named before the topic was asked, and is still not there, never was.
        int expected = Math.max(topic.partitions(), named);
        try (LogWalk walk = new LogWalk(settings.kafka(), progress::isStopRequested)) {
          return Optional.of(
              new AuditRun(settings, progress, session, rules, walk)
                  .run(topic, expected, this::begins, this::ends));
        } catch (ViewsReader.ViewsMovedException e) {
          if (e instanceof ViewsReader.LogGrewException grew) {
            named = grew.partition() + 1;
          }
          if (attempt == ATTEMPTS) {
            throw LedgerFailure.failed(
                "the views did not go on from where they were while they were verified, "
                    + attempt
                    + " times ("
                    + e.getMessage()
                    + "); try again when they are steady",
                e);
          }
        }
      }
    } catch (LogWalk.StoppedException e) {
      return Optional.empty();
    } catch (Views.ViewsAwayException e) {
      throw LedgerFailure.failed(
          e.getMessage() + "; start it, on this machine with ./ledger up, or set ledger.redis.uri",
          e);
    } catch (IOException e) {
      throw LedgerFailure.failed("the registry's client did not close: " + e.getMessage(), e);
    }
  }

  /** Asks twice: on a busy machine a first connection may take longer than it is given. */
  private SalesTopic.Identity topic() {
    try {
      return askForTopic();
    } catch (LedgerFailure e) {
      return askForTopic();
    }
  }

  private SalesTopic.Identity askForTopic() {
    try (Admin admin = SalesTopic.connect(settings.kafka())) {
      return new SalesTopic(admin, settings.kafka())
          .check()
          .orElseThrow(
              () ->
                  LedgerFailure.failed(
                      "there is no topic "
                          + settings.kafka().topic()
                          + " on Kafka at "
                          + settings.kafka().bootstrapServers()
                          + "; set ledger.kafka.topic or ledger.kafka.bootstrap.servers"));
    }
  }

  private Map<Integer, Long> begins(int partitions) {
    try (LogBounds log = new LogBounds(settings.kafka())) {
      return byNumber(log.begins(partitions(partitions)));
    } catch (LogBounds.KafkaAwayException e) {
      throw away(e);
    }
  }

  private Map<Integer, Long> ends(int partitions) {
    try (LogBounds log = new LogBounds(settings.kafka())) {
      return byNumber(log.ends(partitions(partitions)));
    } catch (LogBounds.KafkaAwayException e) {
      throw away(e);
    }
  }

  private List<TopicPartition> partitions(int partitions) {
    return IntStream.range(0, partitions)
        .mapToObj(partition -> new TopicPartition(settings.kafka().topic(), partition))
        .toList();
  }

  private static Map<Integer, Long> byNumber(Map<TopicPartition, Long> offsets) {
    Map<Integer, Long> byNumber = new TreeMap<>();
    offsets.forEach((partition, offset) -> byNumber.put(partition.partition(), offset));
    return byNumber;
  }

  private LedgerFailure away(LogBounds.KafkaAwayException cause) {
    return LedgerFailure.failed(
        "Kafka at "
            + settings.kafka().bootstrapServers()
            + " is not reachable ("
            + LedgerFailure.rootMessage(cause)
            + "); start it, on this machine with ./ledger up, or set ledger.kafka.bootstrap.servers",
        cause);
  }

  /** The identity that the settings and the topic give. */
  static LedgerIdentity identity(LedgerSettings settings, SalesTopic.Identity topic) {
    return LedgerIdentity.of(settings, topic.clusterId(), topic.topicId());
  }
}
