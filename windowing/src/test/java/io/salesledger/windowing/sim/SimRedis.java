package io.salesledger.windowing.sim;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A Redis in memory: the types and commands that the ledger's scripts use, with Redis's answers,
 * and a look at the whole. A command that it does not know is an error, never ignored.
 *
 * <p>Replies are Java's: a text, a {@code Long}, a {@code List}, {@link Status}, or {@link #NIL}.
 */
final class SimRedis {
  /** Redis's nil. */
  static final Object NIL = new Object();

  /** A status reply, as {@code +OK}. */
  record Status(String text) {}

  /** What Redis answers to a command on a key of another type, and to nonsense. */
  static final class RedisError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RedisError(String message) {
      super(message);
    }
  }

  private final Map<String, Object> keys = new TreeMap<>();
  private final Map<String, Long> expiries = new HashMap<>();
  private final LongSupplier clockMillis;
  private long version;
  private long expired;

  SimRedis(LongSupplier clockMillis) {
    this.clockMillis = clockMillis;
  }

  /** The values of one moment. */
  record Snapshot(Map<String, Object> keys, Map<String, Long> expiries) {}

  Snapshot snapshot() {
    Map<String, Object> copy = new TreeMap<>();
    keys.forEach((key, value) -> copy.put(key, SimValue.copyOf(value)));
    return new Snapshot(copy, new HashMap<>(expiries));
  }

  void restore(Snapshot snapshot) {
    wipe();
    snapshot.keys().forEach((key, value) -> keys.put(key, SimValue.copyOf(value)));
    expiries.putAll(snapshot.expiries());
  }

  void wipe() {
    version++;
    keys.clear();
    expiries.clear();
  }

  void delete(String key) {
    version++;
    keys.remove(key);
    expiries.remove(key);
  }

  /** Changes with every write. */
  long version() {
    return version;
  }

  /** Every key with its value; not to be changed. */
  Map<String, Object> all() {
    List.copyOf(expiries.keySet()).forEach(this::expire);
    return keys;
  }

  /** A hash; empty where there is none. */
  Map<String, String> hash(String key) {
    return find(key, SimValue.Hash.class).map(hash -> Map.copyOf(hash.fields())).orElse(Map.of());
  }

  /** Whether this command changes something. */
  static boolean isWrite(String command) {
    return switch (command) {
      case "DEL",
          "SET",
          "HSET",
          "HDEL",
          "LSET",
          "LTRIM",
          "RPUSH",
          "ZADD",
          "PEXPIREAT",
          "XADD",
          "XTRIM",
          "SETBIT" ->
          true;
      default -> false;
    };
  }

  Object call(List<String> arguments) {
    String command = arguments.get(0);
    if (command.equals("TIME")) {
      long now = clockMillis.getAsLong();
      return List.of(Long.toString(now / 1000), Long.toString(now % 1000 * 1000));
    }
    String key = arguments.get(1);
    expire(key);
    if (isWrite(command)) {
      version++;
    }
    return switch (command) {
      case "TYPE" -> new Status(SimValue.typeOf(keys.get(key)));
      case "EXISTS" -> keys.containsKey(key) ? 1L : 0L;
      case "DEL" -> {
        List<String> gone = arguments.subList(1, arguments.size());
        expiries.keySet().removeAll(gone);
        int before = keys.size();
        gone.forEach(keys::remove);
        yield (long) before - keys.size();
      }
      case "GET" -> orNil(find(key, String.class));
      case "SET" -> set(key, arguments.get(2));
      case "PEXPIREAT" -> expireAt(key, Long.parseLong(arguments.get(2)));
      case "HGET", "HMGET", "HSET", "HDEL", "HEXISTS", "HLEN" -> hash(command, key, arguments);
      case "LINDEX", "LLEN", "LRANGE", "LSET", "LTRIM", "RPUSH" -> list(command, key, arguments);
      case "ZADD", "ZCARD", "ZMSCORE" -> scores(command, key, arguments);
      case "XADD", "XLEN", "XTRIM" -> stream(command, key, arguments);
      case "GETBIT", "SETBIT" -> bit(command, key, arguments);
      default -> throw new RedisError("ERR unknown command '" + command + "'");
    };
  }

  private void expire(String key) {
    Long at = expiries.get(key);
    if (at != null && at <= clockMillis.getAsLong()) {
      expiries.remove(key);
      keys.remove(key);
      expired++;
    }
  }

  /** How many keys were there until their time had come. */
  long expired() {
    return expired;
  }

  private Object expireAt(String key, long atMillis) {
    if (!keys.containsKey(key)) {
      return 0L;
    }
    expiries.put(key, atMillis);
    expire(key);
    return 1L;
  }

  private Object set(String key, String value) {
    keys.put(key, value);
    expiries.remove(key);
    return new Status("OK");
  }

  private <T> Optional<T> find(String key, Class<T> type) {
    Object value = keys.get(key);
    if (value != null && !type.isInstance(value)) {
      throw new RedisError("WRONGTYPE Operation against a key holding the wrong kind of value");
    }
    return Optional.ofNullable(value).map(type::cast);
  }

  private <T> T make(String key, Class<T> type, Supplier<T> maker) {
    return find(key, type)
        .orElseGet(
            () -> {
              T made = maker.get();
              keys.put(key, made);
              return made;
            });
  }

  private static Object orNil(Optional<String> text) {
    return text.isPresent() ? text.get() : NIL;
  }

  private Object hash(String command, String key, List<String> arguments) {
    if (command.equals("HSET")) {
      Map<String, String> fields =
          make(key, SimValue.Hash.class, () -> new SimValue.Hash(new LinkedHashMap<>())).fields();
      long added = 0;
      for (int i = 2; i + 1 < arguments.size(); i += 2) {
        added += fields.put(arguments.get(i), arguments.get(i + 1)) == null ? 1 : 0;
      }
      return added;
    }
    Map<String, String> fields =
        find(key, SimValue.Hash.class).map(SimValue.Hash::fields).orElseGet(HashMap::new);
    return switch (command) {
      case "HGET" -> orNil(Optional.ofNullable(fields.get(arguments.get(2))));
      case "HLEN" -> (long) fields.size();
      case "HEXISTS" -> fields.containsKey(arguments.get(2)) ? 1L : 0L;
      case "HDEL" -> {
        long removed = 0;
        for (String field : arguments.subList(2, arguments.size())) {
          removed += fields.remove(field) == null ? 0 : 1;
        }
        if (fields.isEmpty()) {
          keys.remove(key);
        }
        yield removed;
      }
      default -> {
        List<Object> found = new ArrayList<>();
        for (String field : arguments.subList(2, arguments.size())) {
          found.add(orNil(Optional.ofNullable(fields.get(field))));
        }
        yield found;
      }
    };
  }

  private Object scores(String command, String key, List<String> arguments) {
    if (command.equals("ZADD")) {
      Map<String, Long> scores =
          make(key, SimValue.Scores.class, () -> new SimValue.Scores(new HashMap<>())).scores();
      long added = 0;
      for (int i = 2; i < arguments.size(); i += 2) {
        Long was = scores.put(arguments.get(i + 1), Long.parseLong(arguments.get(i)));
        added += was == null ? 1 : 0;
      }
      return added;
    }
    Map<String, Long> scores =
        find(key, SimValue.Scores.class).map(SimValue.Scores::scores).orElseGet(Map::of);
    if (command.equals("ZCARD")) {
      return (long) scores.size();
    }
    List<Object> found = new ArrayList<>();
    for (String member : arguments.subList(2, arguments.size())) {
      found.add(orNil(Optional.ofNullable(scores.get(member)).map(String::valueOf)));
    }
    return found;
  }

  private Object stream(String command, String key, List<String> arguments) {
    if (command.equals("XADD")) {
      List<SimValue.Entry> entries =
          make(key, SimValue.Stream.class, () -> new SimValue.Stream(new ArrayList<>())).entries();
      entries.add(new SimValue.Entry(List.copyOf(arguments.subList(3, arguments.size()))));
      return version + "-0";
    }
    List<SimValue.Entry> entries =
        find(key, SimValue.Stream.class).map(SimValue.Stream::entries).orElseGet(List::of);
    if (command.equals("XLEN")) {
      return (long) entries.size();
    }
    if (!arguments.subList(2, 4).equals(List.of("MAXLEN", "="))) {
      throw new RedisError("the simulator does not know " + arguments);
    }
    int removed = Math.max(0, entries.size() - Integer.parseInt(arguments.get(4)));
    entries.subList(0, removed).clear();
    return (long) removed;
  }

  private Object bit(String command, String key, List<String> arguments) {
    int bit = Integer.parseInt(arguments.get(2));
    if (command.equals("GETBIT")) {
      return find(key, SimValue.Bits.class).filter(all -> all.bits().get(bit)).isPresent()
          ? 1L
          : 0L;
    }
    BitSet bits = make(key, SimValue.Bits.class, () -> new SimValue.Bits(new BitSet())).bits();
    boolean was = bits.get(bit);
    bits.set(bit, arguments.get(3).equals("1"));
    return was ? 1L : 0L;
  }

  private Object list(String command, String key, List<String> arguments) {
    SimValue.Texts list =
        command.equals("RPUSH")
            ? make(key, SimValue.Texts.class, () -> new SimValue.Texts(new ArrayList<>()))
            : find(key, SimValue.Texts.class)
                .orElseGet(() -> new SimValue.Texts(new ArrayList<>()));
    Object reply = SimList.call(command, list.texts(), arguments);
    if (list.texts().isEmpty()) {
      keys.remove(key);
    }
    return reply;
  }
}
