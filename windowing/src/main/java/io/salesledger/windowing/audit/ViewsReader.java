package io.salesledger.windowing.audit;

import io.salesledger.contract.ViewKeys;
import io.salesledger.windowing.core.AppliedOffsets;
import io.salesledger.windowing.store.RedisSession;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.Transaction;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;
import redis.clients.jedis.resps.StreamEntry;
import redis.clients.jedis.resps.Tuple;

/**
 * Reads the views in small atomic steps, each with the offsets that it holds as of, and only ever
 * reads. Used by one thread.
 */
final class ViewsReader {
  private static final int SCAN_COUNT = 1000;

  private final RedisSession session;
  private final ViewKeys keys;
  private final int partitions;
  private final int expected;
  private final Map<Integer, Repair> repairs;

  /**
   * Offsets that were edited, and what they must have been.
   *
   * @param low as it is stored
   * @param ranges as they are stored
   * @param right what the log says
   */
  record Repair(@Nullable String low, @Nullable String ranges, AppliedOffsets right) {}

  /** Thrown where the views are not what they were a moment ago, so that all starts anew. */
  static class ViewsMovedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ViewsMovedException(String message) {
      super(message);
    }
  }

  /** Thrown where the views name a partition that the topic did not have when it was asked. */
  static final class LogGrewException extends ViewsMovedException {
    private static final long serialVersionUID = 1L;

    private final int partition;

    LogGrewException(int partition) {
      super("they have a partition " + partition);
      this.partition = partition;
    }

    int partition() {
      return partition;
    }
  }

  /**
   * A reader of a ledger.
   *
   * @param partitions of the topic
   * @param expected the views may name partitions below this one
   * @param repairs by partition
   */
  ViewsReader(
      RedisSession session,
      ViewKeys keys,
      int partitions,
      int expected,
      Map<Integer, Repair> repairs) {
    this.session = session;
    this.keys = keys;
    this.partitions = partitions;
    this.expected = expected;
    this.repairs = Map.copyOf(repairs);
  }

  /**
   * Reads in one step what is asked.
   *
   * @throws LogGrewException if the views hold payments of a partition that is not expected
   */
  Snapshot read(Consumer<Transaction> ask) {
    List<@Nullable Object> replies =
        session.call(
            jedis -> {
              try (Transaction step = jedis.multi()) {
                step.sendCommand(Protocol.Command.TIME, new String[0]);
                step.hget(keys.ledger(), "partitions");
                for (int partition = 0; partition < partitions; partition++) {
                  step.hmget(keys.partition(partition), "low", "ranges");
                }
                ask.accept(step);
                return new ArrayList<@Nullable Object>(step.exec());
              }
            });
    if (replies.get(1) instanceof String named) {
      StoredLedger.refuseBeyond(expected, named);
    }
    TreeMap<Integer, AppliedOffsets> vector = new TreeMap<>();
    for (int partition = 0; partition < partitions; partition++) {
      if (replies.get(2 + partition) instanceof List<?> fields) {
        String low = (String) fields.get(0);
        if (low != null || fields.get(1) != null || repairs.containsKey(partition)) {
          vector.put(partition, applied(partition, low, (String) fields.get(1)));
        }
      }
    }
    return new Snapshot(
        new AppliedVector(vector),
        millis(replies.get(0)),
        replies.subList(2 + partitions, replies.size()));
  }

  private AppliedOffsets applied(int partition, @Nullable String low, @Nullable String ranges) {
    Repair repair = repairs.get(partition);
    if (repair != null && repair.equals(new Repair(low, ranges, repair.right()))) {
      return repair.right();
    }
    try {
      return AppliedOffsets.parse(Long.parseLong(String.valueOf(low)), String.valueOf(ranges));
    } catch (IllegalArgumentException e) {
      throw new ViewsMovedException(keys.partition(partition) + " holds offsets that are none");
    }
  }

  private static long millis(@Nullable Object time) {
    List<?> parts = (List<?>) time;
    if (parts == null || !(parts.get(0) instanceof byte[] seconds)) {
      throw new IllegalStateException("not a time: " + time);
    }
    return Long.parseLong(new String(seconds, StandardCharsets.US_ASCII)) * 1000;
  }

  /** Every key of the ledger, one by one; some may be told twice. */
  void forEachKey(Consumer<String> visitor) {
    ScanParams all = new ScanParams().match(keys.prefix() + ":*").count(SCAN_COUNT);
    String cursor = ScanParams.SCAN_POINTER_START;
    do {
      String from = cursor;
      ScanResult<String> page = session.call(jedis -> jedis.scan(from, all));
      page.getResult().forEach(visitor);
      cursor = page.getCursor();
    } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
  }

  /** The members of a hash or sorted set, without blocking Redis; empty if it is none. */
  Set<String> members(String key) {
    return switch (session.call(jedis -> jedis.type(key))) {
      case "hash" -> hashFields(key);
      case "zset" -> setMembers(key);
      default -> Set.of();
    };
  }

  private Set<String> hashFields(String key) {
    Set<String> members = new LinkedHashSet<>();
    ScanParams pages = new ScanParams().count(SCAN_COUNT);
    String cursor = ScanParams.SCAN_POINTER_START;
    do {
      String from = cursor;
      ScanResult<Map.Entry<String, String>> page =
          session.call(jedis -> jedis.hscan(key, from, pages));
      page.getResult().forEach(entry -> members.add(entry.getKey()));
      cursor = page.getCursor();
    } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
    return members;
  }

  private Set<String> setMembers(String key) {
    Set<String> members = new LinkedHashSet<>();
    ScanParams pages = new ScanParams().count(SCAN_COUNT);
    String cursor = ScanParams.SCAN_POINTER_START;
    do {
      String from = cursor;
      ScanResult<Tuple> page = session.call(jedis -> jedis.zscan(key, from, pages));
      page.getResult().forEach(entry -> members.add(entry.getElement()));
      cursor = page.getCursor();
    } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
    return members;
  }

  /** The stream's entries through this id, oldest first, a page at a time. */
  void forEachEntry(String key, String throughId, Consumer<StreamEntry> visitor) {
    String from = "-";
    List<StreamEntry> page;
    do {
      String first = from;
      page = session.call(jedis -> jedis.xrange(key, first, throughId, SCAN_COUNT));
      page.forEach(visitor);
      if (!page.isEmpty()) {
        from = "(" + page.get(page.size() - 1).getID();
      }
    } while (page.size() == SCAN_COUNT);
  }
}
