package io.salesledger.schemas;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Time-outs of a Kafka client, in pairs that Kafka takes: a whole call's, or delivery's, and that
 * of each request for it, which must be shorter. A user may set one of the two. Any thread may call
 * it.
 */
public final class ClientTimeouts {
  private ClientTimeouts() {}

  /**
   * Adds what the properties do not have of a pair: the given milliseconds, unless the other one,
   * which is there, would then leave no room to ask twice. One that is no number is left for Kafka
   * to refuse.
   */
  public static void addMissing(
      Map<? super String, Object> properties,
      String whole,
      int wholeMillis,
      String request,
      int requestMillis) {
    long ownWhole = millis(properties.get(whole), wholeMillis);
    long ownRequest = millis(properties.get(request), requestMillis);
    properties.putIfAbsent(
        whole, (int) Math.min(Integer.MAX_VALUE, Math.max(wholeMillis, 2 * ownRequest)));
    properties.putIfAbsent(request, (int) Math.min(requestMillis, ownWhole / 2));
  }

  private static long millis(@Nullable Object own, int absent) {
    try {
      return own == null ? absent : Integer.parseInt(own.toString().strip());
    } catch (NumberFormatException e) {
      return absent;
    }
  }
}
