package io.salesledger.windowing.rebuild;

import io.salesledger.windowing.store.RedisSession;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a second set will take of Redis's memory, as far as can be told: as much as the live one
 * does, by its share of all keys, less what there is of it already. Immutable.
 *
 * @param usedBytes Redis's now
 * @param limitBytes {@code maxmemory}; 0: none
 * @param moreBytes what is still to come
 */
record MemoryNeed(long usedBytes, long limitBytes, long moreBytes) {
  private static final Pattern KEYS = Pattern.compile("(?m)^db([0-9]+):keys=([0-9]+)");

  static MemoryNeed read(RedisSession session, int live, int second) {
    return session.call(jedis -> of(jedis.info("memory"), jedis.info("keyspace"), live, second));
  }

  static MemoryNeed of(String memory, String keyspace, int live, int second) {
    long liveKeys = 0;
    long secondKeys = 0;
    long allKeys = 0;
    Matcher database = KEYS.matcher(keyspace);
    while (database.find()) {
      int number = Integer.parseInt(database.group(1));
      long keys = Long.parseLong(database.group(2));
      allKeys += keys;
      liveKeys += number == live ? keys : 0;
      secondKeys += number == second ? keys : 0;
    }
    long data = number(memory, "used_memory_dataset");
    long more = (long) ((double) data * Math.max(0, liveKeys - secondKeys) / Math.max(1, allKeys));
    return new MemoryNeed(number(memory, "used_memory"), number(memory, "maxmemory"), more);
  }

  private static long number(String info, String name) {
    Matcher line = Pattern.compile("(?m)^" + name + ":([0-9]+)").matcher(info);
    return line.find() ? Long.parseLong(line.group(1)) : 0;
  }

  /** Why it cannot fit; empty if it may. */
  Optional<String> tooMuch() {
    if (limitBytes == 0 || usedBytes + moreBytes <= limitBytes) {
      return Optional.empty();
    }
    return Optional.of(
        "Redis has no room for a second set of views: "
            + megabytes(usedBytes)
            + " are in use and about "
            + megabytes(moreBytes)
            + " more are needed, but maxmemory is "
            + megabytes(limitBytes)
            + "; raise it with: redis-cli CONFIG SET maxmemory "
            + (usedBytes + 2 * moreBytes));
  }

  @Override
  public String toString() {
    return "about "
        + megabytes(moreBytes)
        + " of Redis's memory, "
        + megabytes(usedBytes)
        + " are in use"
        + (limitBytes == 0 ? "" : " of " + megabytes(limitBytes));
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%,.1f MB", bytes / 1e6);
  }
}
