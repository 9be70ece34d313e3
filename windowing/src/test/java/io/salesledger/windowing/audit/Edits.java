package io.salesledger.windowing.audit;

import io.salesledger.contract.ViewKeys;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.args.ListPosition;
import redis.clients.jedis.params.XAddParams;
import redis.clients.jedis.resps.StreamEntry;

/** One change of every kind that a hand can make to one figure of one view. */
final class Edits {
  private static final String PRODUCT = "PRODUCTID3";
  private static final String NOTHING = Difference.NOTHING;

  private Edits() {}

  static List<Edit.ByHand> all() {
    List<Edit.ByHand> edits = new ArrayList<>();
    edits.addAll(ofTotals());
    edits.addAll(ofMembers());
    edits.addAll(ofLists());
    edits.addAll(ofMinuteBoards());
    edits.addAll(ofAccounts());
    edits.addAll(ofQuarantine());
    edits.addAll(ofRequeues());
    edits.addAll(ofKeys());
    return edits;
  }

  private static List<Edit.ByHand> ofTotals() {
    List<Edit.ByHand> edits = new ArrayList<>();
    for (Function<ViewKeys, String> key :
        List.<Function<ViewKeys, String>>of(ViewKeys::total, ViewKeys::totalCount)) {
      edits.add(
          (redis, keys) -> {
            String total = redis.get(key.apply(keys));
            String changed = Long.toString(redis.incr(key.apply(keys)));
            return new Edit(key.apply(keys), "", total, changed);
          });
      edits.add(
          (redis, keys) -> new Edit(key.apply(keys), "", redis.getDel(key.apply(keys)), NOTHING));
    }
    return edits;
  }

  private static List<Edit.ByHand> ofMembers() {
    List<Edit.ByHand> edits = new ArrayList<>();
    for (Function<ViewKeys, String> key :
        List.<Function<ViewKeys, String>>of(ViewKeys::realtime, ViewKeys::realtimeCount)) {
      edits.add((redis, keys) -> setField(redis, key.apply(keys), PRODUCT, "7"));
      edits.add((redis, keys) -> setField(redis, key.apply(keys), PRODUCT, "much"));
      edits.add((redis, keys) -> setField(redis, key.apply(keys), "PRODUCTX", "1"));
      edits.add((redis, keys) -> dropField(redis, key.apply(keys), PRODUCT));
    }
    for (Function<ViewKeys, String> key :
        List.<Function<ViewKeys, String>>of(
            ViewKeys::leaderboardAmount, ViewKeys::leaderboardCount)) {
      edits.add((redis, keys) -> setScore(redis, key.apply(keys), PRODUCT, 7));
      edits.add((redis, keys) -> setScore(redis, key.apply(keys), "PRODUCTX", 0.5));
      edits.add((redis, keys) -> dropMember(redis, key.apply(keys), PRODUCT));
    }
    return edits;
  }

  private static List<Edit.ByHand> ofLists() {
    List<Edit.ByHand> edits = new ArrayList<>();
    for (Function<ViewKeys, String> key :
        List.<Function<ViewKeys, String>>of(
            ViewKeys::timeline,
            ViewKeys::timelineCount,
            keys -> keys.productTimeline(PRODUCT),
            keys -> keys.productTimelineCount(PRODUCT))) {
      edits.add(
          (redis, keys) -> {
            String[] entry = redis.lindex(key.apply(keys), 5).split(",", -1);
            redis.lset(key.apply(keys), 5, entry[0] + ",99");
            return new Edit(key.apply(keys), entry[0], entry[1], "99");
          });
      edits.add(
          (redis, keys) -> {
            String[] entry = redis.lindex(key.apply(keys), -1).split(",", -1);
            redis.rpop(key.apply(keys));
            return new Edit(key.apply(keys), entry[0], entry[1], NOTHING);
          });
      edits.add(
          (redis, keys) -> {
            String first = redis.lindex(key.apply(keys), 0);
            redis.linsert(key.apply(keys), ListPosition.BEFORE, first, "60000,1");
            return new Edit(key.apply(keys), "60000", NOTHING, "1");
          });
    }
    return edits;
  }

  private static List<Edit.ByHand> ofMinuteBoards() {
    return List.of(
        (redis, keys) -> {
          String key = keys.minuteLeaderboardAmount(minute(redis, keys));
          return setScore(redis, key, redis.zrange(key, 0, 0).get(0), 7);
        },
        (redis, keys) -> {
          String key = keys.minuteLeaderboardCount(minute(redis, keys));
          return setScore(redis, key, redis.zrange(key, 0, 0).get(0), 777);
        },
        (redis, keys) -> {
          String key = keys.minuteLeaderboardCount(minute(redis, keys));
          return setScore(redis, key, "PRODUCTX", 1);
        },
        (redis, keys) -> {
          String key = keys.minuteLeaderboardAmount(minute(redis, keys));
          return dropMember(redis, key, redis.zrange(key, 0, 0).get(0));
        },
        (redis, keys) -> {
          String key = keys.minuteLeaderboardAmount(minute(redis, keys));
          redis.persist(key);
          long expires = minute(redis, keys) + 25 * 3_600_000L;
          return new Edit(key, "", "to expire at " + expires, "never to expire");
        });
  }

  /** A minute in the middle of the timeline. */
  private static long minute(Jedis redis, ViewKeys keys) {
    return Long.parseLong(redis.lindex(keys.timeline(), 40).split(",", -1)[0]);
  }

  private static List<Edit.ByHand> ofAccounts() {
    List<Edit.ByHand> edits = new ArrayList<>();
    for (String field :
        List.of(
            "applied",
            "quarantined",
            "requeued",
            "gaps",
            "late",
            "misrouted",
            "newestEventMillis",
            "low")) {
      for (int change : new int[] {1, -1}) {
        edits.add(
            (redis, keys) -> {
              String key = keys.partition(1);
              String was = redis.hget(key, field);
              String is = Long.toString(redis.hincrBy(key, field, change));
              return new Edit(key, field, String.valueOf(was), is);
            });
      }
    }
    edits.add((redis, keys) -> setField(redis, keys.partition(1), "low", "all"));
    edits.add((redis, keys) -> setField(redis, keys.partition(1), "low", "5"));
    edits.add((redis, keys) -> setField(redis, keys.partition(1), "ranges", "900000-900010"));
    edits.add((redis, keys) -> setField(redis, keys.partition(1), "dirty", "1"));
    edits.add((redis, keys) -> setField(redis, keys.partition(1), "extra", "1"));
    edits.add((redis, keys) -> dropField(redis, keys.partition(1), "applied"));
    edits.add((redis, keys) -> dropField(redis, keys.partition(1), "low"));
    edits.add((redis, keys) -> dropField(redis, keys.partition(1), "ranges"));
    edits.add(
        (redis, keys) -> {
          redis.hset(keys.partition(1), "duplicates", "many");
          return new Edit(keys.partition(1), "duplicates", "a number", "many");
        });
    edits.add(
        (redis, keys) -> {
          redis.hset(keys.partition(1), "logEpoch", "new");
          return new Edit(
              keys.partition(1), "logEpoch", "an offset, : and a number, or nothing", "new");
        });
    edits.add(
        (redis, keys) -> {
          redis.del(keys.partition(1));
          return new Edit(keys.partition(1), "", "the accounts of a partition", NOTHING);
        });
    edits.add((redis, keys) -> setField(redis, keys.ledger(), "partitions", "0,2"));
    edits.add((redis, keys) -> setField(redis, keys.ledger(), "currency", "EUR"));
    edits.add((redis, keys) -> setField(redis, keys.ledger(), "minuteBoardMillis", "60000"));
    return edits;
  }

  private static List<Edit.ByHand> ofQuarantine() {
    return List.of(
        (redis, keys) -> {
          StreamEntry entry = entry(redis, keys);
          redis.xdel(keys.quarantine(), entry.getID());
          return new Edit(keys.quarantine(), place(entry), content(entry.getFields()), NOTHING);
        },
        (redis, keys) -> {
          StreamEntry entry = entry(redis, keys);
          redis.xadd(keys.quarantine(), entry.getFields(), new XAddParams());
          return new Edit(
              keys.quarantine(), place(entry), NOTHING, content(entry.getFields()) + ", once more");
        },
        (redis, keys) -> {
          StreamEntry entry = entry(redis, keys);
          Map<String, String> changed = new HashMap<>(entry.getFields());
          changed.put("reason", "bad-quantity");
          redis.xdel(keys.quarantine(), entry.getID());
          redis.xadd(keys.quarantine(), changed, new XAddParams());
          return new Edit(
              keys.quarantine(), place(entry), content(entry.getFields()), content(changed));
        },
        (redis, keys) -> {
          StreamEntryID id =
              redis.xadd(keys.quarantine(), Map.of("partition", "here"), new XAddParams());
          return new Edit(
              keys.quarantine(),
              id.toString(),
              "partition, offset, schemaId, reason and detail",
              "{partition=here}");
        });
  }

  private static List<Edit.ByHand> ofRequeues() {
    return List.of(
        (redis, keys) -> {
          redis.set(keys.quarantineUnlisted(), "3");
          return new Edit(keys.quarantineUnlisted(), "", NOTHING, "3");
        },
        (redis, keys) -> {
          redis.set(keys.quarantineUnlisted(), "many");
          return new Edit(keys.quarantineUnlisted(), "", NOTHING, "many");
        },
        (redis, keys) -> setBit(redis, keys, offset(redis, keys), false),
        (redis, keys) -> setBit(redis, keys, 1, true),
        (redis, keys) -> setField(redis, keys.quarantineResolved(1), settled(redis, keys), "9999"),
        (redis, keys) -> setField(redis, keys.quarantineResolved(1), "1", "2"),
        (redis, keys) -> setField(redis, keys.quarantineResolved(1), "x", "2"),
        (redis, keys) -> dropField(redis, keys.quarantineResolved(1), settled(redis, keys)),
        (redis, keys) -> setKey(redis, keys.quarantineResolved(0)),
        (redis, keys) -> setKey(redis, keys.quarantineOffsets(1, 65_536)),
        (redis, keys) -> setKey(redis, keys.quarantineOffsets(0, 0)),
        (redis, keys) -> {
          redis.del(keys.quarantineOffsets(1, 0));
          redis.sadd(keys.quarantineOffsets(1, 0), "1");
          return new Edit(keys.quarantineOffsets(1, 0), "", "a bitmap", "a key of another type");
        },
        (redis, keys) -> {
          redis.del(keys.quarantineUnlisted());
          redis.sadd(keys.quarantineUnlisted(), "1");
          return new Edit(keys.quarantineUnlisted(), "", "a number", "a key of another type");
        });
  }

  private static Edit setBit(Jedis redis, ViewKeys keys, long offset, boolean value) {
    String key = keys.quarantineOffsets(1, offset);
    redis.setbit(key, offset % ViewKeys.OFFSETS_A_KEY, value);
    return new Edit(key, Long.toString(offset), value ? "0" : "1", value ? "1" : "0");
  }

  private static long offset(Jedis redis, ViewKeys keys) {
    return Long.parseLong(entry(redis, keys).getFields().getOrDefault("offset", ""));
  }

  private static String settled(Jedis redis, ViewKeys keys) {
    return redis.hkeys(keys.quarantineResolved(1)).iterator().next();
  }

  private static StreamEntry entry(Jedis redis, ViewKeys keys) {
    return redis.xrange(keys.quarantine(), "-", "+", 7).get(6);
  }

  private static String place(StreamEntry entry) {
    return entry.getFields().get("partition") + ":" + entry.getFields().get("offset");
  }

  private static String content(Map<String, String> fields) {
    return "schemaId "
        + fields.get("schemaId")
        + ", "
        + fields.get("reason")
        + ", "
        + fields.get("detail");
  }

  private static List<Edit.ByHand> ofKeys() {
    return List.of(
        (redis, keys) -> setKey(redis, keys.prefix() + ":notes"),
        (redis, keys) -> setKey(redis, keys.productTimeline("PRODUCTX")),
        (redis, keys) -> setKey(redis, keys.minuteLeaderboardCount(60_000)),
        (redis, keys) -> setKey(redis, keys.partition(17)),
        (redis, keys) -> {
          redis.del(keys.realtime());
          redis.set(keys.realtime(), "1");
          return new Edit(keys.realtime(), "", "a hash", "a key of another type");
        },
        (redis, keys) -> {
          redis.del(keys.timeline());
          redis.set(keys.timeline(), "1");
          return new Edit(keys.timeline(), "", "a list", "a key of another type");
        },
        (redis, keys) -> {
          redis.del(keys.ledger());
          return new Edit(keys.ledger(), "", "the ledger's identity", NOTHING);
        });
  }

  private static Edit setKey(Jedis redis, String key) {
    redis.set(key, "1");
    return new Edit(key, "", NOTHING, "a key of type string");
  }

  private static Edit setField(Jedis redis, String key, String field, String value) {
    String was = redis.hget(key, field);
    redis.hset(key, field, value);
    return new Edit(key, field, was == null ? NOTHING : was, value);
  }

  private static Edit dropField(Jedis redis, String key, String field) {
    String was = redis.hget(key, field);
    redis.hdel(key, field);
    return new Edit(key, field, String.valueOf(was), NOTHING);
  }

  private static Edit setScore(Jedis redis, String key, String member, double score) {
    Double was = redis.zscore(key, member);
    redis.zadd(key, score, member);
    return new Edit(
        key,
        member,
        was == null ? NOTHING : Long.toString(was.longValue()),
        score == Math.rint(score) ? Long.toString((long) score) : Double.toString(score));
  }

  private static Edit dropMember(Jedis redis, String key, String member) {
    double was = redis.zscore(key, member);
    redis.zrem(key, member);
    return new Edit(key, member, Long.toString((long) was), NOTHING);
  }
}
