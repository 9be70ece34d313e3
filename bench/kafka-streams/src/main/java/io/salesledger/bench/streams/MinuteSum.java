package io.salesledger.bench.streams;

import java.nio.ByteBuffer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * One product's minute.
 *
 * <pre>
 *   amount: 8 bytes | units: 8 bytes | payments: 8 bytes
 * </pre>
 *
 * @param amount minor units
 * @param units sold less refunded
 * @param payments how many
 */
record MinuteSum(long amount, long units, long payments) {
  static final MinuteSum NONE = new MinuteSum(0, 0, 0);
  private static final int BYTES = 3 * Long.BYTES;

  MinuteSum plus(long moreAmount, long moreUnits) {
    return new MinuteSum(amount + moreAmount, units + moreUnits, payments + 1);
  }

  static Serde<MinuteSum> serde() {
    return Serdes.serdeFrom(
        (topic, sum) ->
            ByteBuffer.allocate(BYTES)
                .putLong(sum.amount)
                .putLong(sum.units)
                .putLong(sum.payments)
                .array(),
        (topic, bytes) -> {
          ByteBuffer buffer = ByteBuffer.wrap(bytes);
          return new MinuteSum(buffer.getLong(), buffer.getLong(), buffer.getLong());
        });
  }
}
