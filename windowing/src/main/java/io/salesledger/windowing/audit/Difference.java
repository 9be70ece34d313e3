package io.salesledger.windowing.audit;

import io.salesledger.contract.PlainLine;

/**
 * A stored figure that is not what the log says.
 *
 * @param key the Redis key
 * @param field which figure of it: a hash's field, a sorted set's member, a list's minute, a
 *     quarantine entry's partition and offset; empty: the key itself
 * @param expected what the log says; {@link #NOTHING} where there must be none
 * @param found what is stored; {@link #NOTHING} where there is none
 * @param explanation the first record of the log that explains it if it was counted twice or not at
 *     all; empty where that cannot be told
 */
public record Difference(
    String key, String field, String expected, String found, String explanation) {
  /** Stands for what is not there. */
  public static final String NOTHING = "nothing";

  /** The same with its explanation. */
  Difference explained(String text) {
    return new Difference(key, field, expected, found, text);
  }

  /** For people: one line, whatever a product's id holds. */
  public String toText() {
    return PlainLine.of(
        key
            + (field.isEmpty() ? "" : " " + field)
            + ": expected "
            + expected
            + ", found "
            + found
            + (explanation.isEmpty() ? "" : "; " + explanation));
  }
}
