package io.salesledger.bench.flink;

import io.salesledger.bench.contender.PaymentBytes;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.jspecify.annotations.Nullable;

/** Reads payments off the log. */
final class PaymentSchema implements DeserializationSchema<Payment> {
  private static final long serialVersionUID = 1L;

  private transient @Nullable PaymentBytes bytes;

  @Override
  public void open(InitializationContext context) {
    bytes = new PaymentBytes();
  }

  @Override
  public Payment deserialize(byte[] message) {
    PaymentBytes reader = bytes;
    if (reader == null) {
      throw new IllegalStateException("not open");
    }
    reader.read(message);
    Payment payment = new Payment();
    payment.product = reader.product();
    payment.amount = reader.amount();
    payment.units = reader.units();
    payment.eventMillis = reader.eventMillis();
    payment.payments = 1;
    return payment;
  }

  @Override
  public boolean isEndOfStream(Payment next) {
    return false;
  }

  @Override
  public TypeInformation<Payment> getProducedType() {
    return TypeInformation.of(Payment.class);
  }
}
