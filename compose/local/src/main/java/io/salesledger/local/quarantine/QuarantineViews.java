package io.salesledger.local.quarantine;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.LogPlace;
import io.salesledger.contract.ViewKeys;
import io.salesledger.windowing.core.AppliedOffsets;
import io.salesledger.windowing.core.Views;
import io.salesledger.windowing.store.RedisSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.Transaction;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.resps.StreamEntry;

/** Reads the quarantine in Redis. Changes nothing. Used by one thread. */
public final class QuarantineViews implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int PAGE = 500;

  private final LedgerSettings.Redis redis;
  private final ViewKeys keys;
  private final RedisSession session;

  /** That of these views. */
  public QuarantineViews(LedgerSettings.Redis redis) {
    this.redis = redis;
    this.keys = redis.keys();
    this.session = new RedisSession(redis, PATIENCE);
  }

  /**
   * Kafka's id of the topic that the ledger was folded from.
   *
   * @throws LedgerFailure if there is no ledger, or Redis does not answer
   */
  public String topicId() {
    String topicId = call(jedis -> jedis.hget(keys.ledger(), "topicId"));
    if (topicId == null) {
      throw LedgerFailure.failed(
          "there is no ledger at "
              + redis.displayUri()
              + " with prefix "
              + keys.prefix()
              + " yet; start one with: ledger up, or set ledger.redis.uri and ledger.redis.prefix");
    }
    return topicId;
  }

  /** How they stand with an offset. */
  public Standing standing(LogPlace place) {
    int partition = place.partition();
    long bit = place.offset() % ViewKeys.OFFSETS_A_KEY;
    return call(
        jedis -> {
          try (Transaction step = jedis.multi()) {
            // Of a portion it would take the record's product to tell: in a moment it is a range.
            Response<List<String>> offsets = step.hmget(keys.partition(partition), "low", "ranges");
            Response<Boolean> quarantined =
                step.getbit(keys.quarantineOffsets(partition, place.offset()), bit);
            Response<@Nullable String> by =
                step.hget(keys.quarantineResolved(partition), Long.toString(place.offset()));
            step.exec();
            return new Standing(
                applied(offsets.get()).contains(place.offset()),
                quarantined.get(),
                resolvedBy(partition, by.get()));
          }
        });
  }

  private static AppliedOffsets applied(List<@Nullable String> fields) {
    String low = fields.get(0);
    String ranges = fields.get(1);
    return low == null || ranges == null
        ? AppliedOffsets.below(0)
        : AppliedOffsets.parse(Long.parseLong(low), ranges);
  }

  private static Optional<LogPlace> resolvedBy(int partition, @Nullable String offset) {
    return Optional.ofNullable(offset).map(by -> new LogPlace(partition, Long.parseLong(by)));
  }

  /**
   * The newest entries that are listed, newest first.
   *
   * @param resolved whether those are wanted, too, in whose place a corrected payment counts
   * @param most how many
   */
  public List<QuarantineEntry> newest(boolean resolved, int most) {
    List<QuarantineEntry> entries = new ArrayList<>();
    String from = "+";
    List<StreamEntry> page;
    do {
      String last = from;
      page = call(jedis -> jedis.xrevrange(keys.quarantine(), last, "-", PAGE));
      List<StreamEntry> read = page;
      call(jedis -> withResolved(jedis, read)).stream()
          .filter(entry -> resolved || entry.resolvedBy().isEmpty())
          .limit(most - entries.size())
          .forEach(entries::add);
      if (!page.isEmpty()) {
        from = "(" + page.get(page.size() - 1).getID();
      }
    } while (page.size() == PAGE && entries.size() < most);
    return List.copyOf(entries);
  }

  private List<QuarantineEntry> withResolved(Jedis jedis, List<StreamEntry> page) {
    List<Response<@Nullable String>> by = new ArrayList<>();
    try (Pipeline pipeline = jedis.pipelined()) {
      for (StreamEntry entry : page) {
        LogPlace place = place(entry.getFields());
        by.add(
            pipeline.hget(
                keys.quarantineResolved(place.partition()), Long.toString(place.offset())));
      }
    }
    List<QuarantineEntry> entries = new ArrayList<>();
    for (int i = 0; i < page.size(); i++) {
      Map<String, String> fields = page.get(i).getFields();
      LogPlace place = place(fields);
      entries.add(
          new QuarantineEntry(
              place,
              Integer.parseInt(fields.getOrDefault("schemaId", "")),
              fields.getOrDefault("reason", ""),
              fields.getOrDefault("detail", ""),
              resolvedBy(place.partition(), by.get(i).get())));
    }
    return entries;
  }

  private static LogPlace place(Map<String, String> fields) {
    return LogPlace.parse(fields.get("partition") + ":" + fields.get("offset"))
        .orElseThrow(() -> new NumberFormatException("an entry of the quarantine: " + fields));
  }

  /** The quarantine in figures. */
  public QuarantineAccounts accounts() {
    return call(
        jedis -> {
          long quarantined = 0;
          long requeued = 0;
          String partitions =
              Optional.ofNullable(jedis.hget(keys.ledger(), "partitions")).orElse("");
          for (String partition :
              partitions.isEmpty() ? new String[0] : partitions.split(",", -1)) {
            Map<String, String> account =
                jedis.hgetAll(keys.partition(Integer.parseInt(partition)));
            quarantined += Long.parseLong(account.getOrDefault("quarantined", "0"));
            requeued += Long.parseLong(account.getOrDefault("requeued", "0"));
          }
          String unlisted = Optional.ofNullable(jedis.get(keys.quarantineUnlisted())).orElse("0");
          return new QuarantineAccounts(quarantined, requeued, Long.parseLong(unlisted));
        });
  }

  private <T extends @Nullable Object> T call(Function<Jedis, T> question) {
    try {
      return session.call(question);
    } catch (Views.ViewsAwayException e) {
      throw LedgerFailure.failed(
          e.getMessage() + "; start it, on this machine with ./ledger up, or set ledger.redis.uri",
          e);
    } catch (JedisDataException | IllegalArgumentException e) {
      throw LedgerFailure.failed(
          "the views at "
              + redis.displayUri()
              + " are damaged ("
              + e.getMessage()
              + "); see: ledger verify",
          e);
    }
  }

  @Override
  public void close() {
    session.close();
  }
}
