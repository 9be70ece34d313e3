package io.salesledger.windowing.sim;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values of {@link SimRedis}: a {@code String}, or one of these. */
final class SimValue {
  private SimValue() {}

  /** Redis's type {@code hash}. */
  record Hash(Map<String, String> fields) {}

  /** Redis's type {@code zset}. */
  record Scores(Map<String, Long> scores) {}

  /** Redis's type {@code list}. */
  record Texts(List<String> texts) {}

  /** Redis's type {@code stream}. */
  record Stream(List<Entry> entries) {}

  /** A {@code string} that is used as a bitmap. */
  record Bits(BitSet bits) {}

  /** One entry of a stream. */
  record Entry(List<String> fieldsAndValues) {}

  /** As {@code TYPE} says it. */
  static String typeOf(@Nullable Object value) {
    if (value == null) {
      return "none";
    } else if (value instanceof String || value instanceof Bits) {
      return "string";
    } else if (value instanceof Hash) {
      return "hash";
    } else if (value instanceof Scores) {
      return "zset";
    }
    return value instanceof Texts ? "list" : "stream";
  }

  /** Shares nothing with it that can change. */
  static Object copyOf(Object value) {
    if (value instanceof Hash hash) {
      return new Hash(new LinkedHashMap<>(hash.fields()));
    } else if (value instanceof Scores scores) {
      return new Scores(new HashMap<>(scores.scores()));
    } else if (value instanceof Texts texts) {
      return new Texts(new ArrayList<>(texts.texts()));
    } else if (value instanceof Stream stream) {
      return new Stream(new ArrayList<>(stream.entries()));
    } else if (value instanceof Bits bits) {
      return new Bits(BitSet.valueOf(bits.bits().toLongArray()));
    }
    return value;
  }
}
