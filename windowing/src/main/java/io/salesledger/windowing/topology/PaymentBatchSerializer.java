package io.salesledger.windowing.topology;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.salesledger.windowing.core.PaymentBatch;
import io.salesledger.windowing.core.QuarantineEntry;
import io.salesledger.windowing.core.QuarantineReason;
import io.salesledger.windowing.core.Requeue;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** A batch of payments between two workers, column by column. Never one that was released. */
public final class PaymentBatchSerializer extends Serializer<PaymentBatch> {
  private static final int ABSENT = -1;

  @Override
  public void write(Kryo kryo, Output output, PaymentBatch batch) {
    PaymentBatch.Columns columns = batch.columns();
    int size = columns.size();
    output.writeInt(batch.partition());
    output.writeLong(batch.from());
    output.writeLong(batch.next());
    output.writeInt(batch.logEpoch().orElse(ABSENT));
    output.writeInt(columns.products().length);
    for (String product : columns.products()) {
      output.writeString(product);
    }
    output.writeInt(size);
    output.writeLongs(columns.offsets(), 0, size);
    output.writeLongs(columns.eventMillis(), 0, size);
    output.writeInts(columns.productIndex(), 0, size);
    output.writeLongs(columns.amounts(), 0, size);
    output.writeInts(columns.units(), 0, size);
    output.writeBytes(columns.marks(), 0, size);
    output.writeInt(batch.quarantine().size());
    for (QuarantineEntry entry : batch.quarantine()) {
      output.writeLong(entry.offset());
      output.writeInt(entry.schemaId());
      output.writeString(entry.reason().name());
      output.writeString(entry.detail());
    }
    output.writeInt(batch.requeues().size());
    for (Requeue requeue : batch.requeues()) {
      output.writeLong(requeue.offset());
      output.writeLong(requeue.of());
      output.writeInt(requeue.schemaId());
    }
  }

  @Override
  public PaymentBatch read(Kryo kryo, Input input, Class<? extends PaymentBatch> type) {
    int partition = input.readInt();
    long from = input.readLong();
    long next = input.readLong();
    int logEpoch = input.readInt();
    String[] products = new String[input.readInt()];
    for (int i = 0; i < products.length; i++) {
      products[i] = input.readString();
    }
    int size = input.readInt();
    PaymentBatch.Columns columns =
        new PaymentBatch.Columns(
            size,
            input.readLongs(size),
            input.readLongs(size),
            products,
            input.readInts(size),
            input.readLongs(size),
            input.readInts(size),
            input.readBytes(size));
    List<QuarantineEntry> quarantine = readQuarantine(input);
    return new PaymentBatch(
        partition,
        from,
        next,
        columns,
        quarantine,
        readRequeues(input),
        logEpoch == ABSENT ? OptionalInt.empty() : OptionalInt.of(logEpoch),
        nobody -> {});
  }

  private static List<Requeue> readRequeues(Input input) {
    int size = input.readInt();
    List<Requeue> requeues = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      requeues.add(new Requeue(input.readLong(), input.readLong(), input.readInt()));
    }
    return requeues;
  }

  private static List<QuarantineEntry> readQuarantine(Input input) {
    int size = input.readInt();
    List<QuarantineEntry> entries = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      entries.add(
          new QuarantineEntry(
              input.readLong(),
              input.readInt(),
              QuarantineReason.valueOf(input.readString()),
              input.readString()));
    }
    return entries;
  }
}
