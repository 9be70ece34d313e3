package io.salesledger.bench.flink;

import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;

/** Adds payments of one product and minute up as they come. */
final class MinuteSums implements AggregateFunction<Payment, Payment, Payment> {
  private static final long serialVersionUID = 1L;

  @Override
  public Payment createAccumulator() {
    return new Payment();
  }

  @Override
  public Payment add(Payment payment, Payment sum) {
    sum.amount += payment.amount;
    sum.units += payment.units;
    sum.payments += payment.payments;
    return sum;
  }

  @Override
  public Payment getResult(Payment sum) {
    return sum;
  }

  @Override
  public Payment merge(Payment sum, Payment other) {
    return add(other, sum);
  }

  /** Says which product and minute a sum is of. */
  static final class Named extends ProcessWindowFunction<Payment, Payment, String, TimeWindow> {
    private static final long serialVersionUID = 1L;

    @Override
    public void process(
        String product, Context context, Iterable<Payment> sums, Collector<Payment> out) {
      for (Payment sum : sums) {
        Payment named = new Payment();
        named.product = product;
        named.eventMillis = context.window().getStart();
        named.amount = sum.amount;
        named.units = sum.units;
        named.payments = sum.payments;
        out.collect(named);
      }
    }
  }
}
