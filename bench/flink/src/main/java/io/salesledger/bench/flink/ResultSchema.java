package io.salesledger.bench.flink;

import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.serialization.SerializationSchema;

/** Writes a sum as a line of text: product, minute, amount, units, payments. */
final class ResultSchema implements SerializationSchema<Payment> {
  private static final long serialVersionUID = 1L;

  @Override
  public byte[] serialize(Payment sum) {
    return String.join(
            "\t",
            sum.product,
            Long.toString(sum.eventMillis),
            Long.toString(sum.amount),
            Long.toString(sum.units),
            Long.toString(sum.payments))
        .getBytes(StandardCharsets.UTF_8);
  }
}
