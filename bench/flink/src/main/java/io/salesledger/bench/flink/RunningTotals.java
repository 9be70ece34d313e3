package io.salesledger.bench.flink;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Adds each product's finished minutes up, in state that is part of Flink's checkpoints: what is
 * said again after a crash says the same figures.
 */
final class RunningTotals extends KeyedProcessFunction<String, Payment, Figures> {
  private static final long serialVersionUID = 1L;

  private transient @Nullable ValueState<Payment> total;

  @Override
  public void open(OpenContext context) {
    total = getRuntimeContext().getState(new ValueStateDescriptor<>("total", Payment.class));
  }

  @Override
  public void processElement(Payment minute, Context context, Collector<Figures> out)
      throws Exception {
    ValueState<Payment> state = total;
    if (state == null) {
      throw new IllegalStateException("not open");
    }
    Payment sum = state.value();
    if (sum == null) {
      sum = new Payment();
    }
    sum.amount += minute.amount;
    sum.units += minute.units;
    sum.payments += minute.payments;
    state.update(sum);
    Figures figures = new Figures();
    figures.product = minute.product;
    figures.minuteMillis = minute.eventMillis;
    figures.amount = minute.amount;
    figures.units = minute.units;
    figures.totalAmount = sum.amount;
    figures.totalUnits = sum.units;
    figures.totalPayments = sum.payments;
    out.collect(figures);
  }
}
