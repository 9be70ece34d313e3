package io.salesledger.windowing.log;

import io.salesledger.contract.LogPlace;
import io.salesledger.schemas.WireFormat;
import io.salesledger.windowing.core.ColumnPool;
import io.salesledger.windowing.core.PaymentBatch;
import io.salesledger.windowing.core.PaymentRules;
import io.salesledger.windowing.core.PaymentRules.Kind;
import io.salesledger.windowing.core.QuarantineEntry;
import io.salesledger.windowing.core.QuarantineReason;
import io.salesledger.windowing.core.Requeue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Takes polled batches apart into primitive columns. What is no valid payment becomes a quarantine
 * entry of the same batch. Not thread-safe: one decoder a task.
 */
public final class PaymentDecoder {
  private final PaymentRules rules;
  private final byte[] currency;
  private final WriterSchemas schemas;
  private final PaymentContract contract;
  private final Map<Integer, Writer> writers = new HashMap<>();
  private final ProductNames names = new ProductNames();
  private final ColumnPool pool = new ColumnPool();
  private String[] products = new String[16];
  private long batchNumber;
  private int readableId;
  private long readableInBatch;
  private Optional<PaymentReader.Resolution> readable = Optional.empty();

  /** A decoder that judges by these rules and knows the published versions. */
  public PaymentDecoder(PaymentRules rules, WriterSchemas schemas) {
    this(rules, PaymentContract.published(), schemas);
  }

  /** A decoder that judges by these rules and knows this much of payments. */
  public PaymentDecoder(PaymentRules rules, PaymentContract contract, WriterSchemas schemas) {
    this.rules = rules;
    this.contract = contract;
    this.currency = rules.currency().getBytes(StandardCharsets.UTF_8);
    this.schemas = schemas;
  }

  /**
   * Takes a batch apart.
   *
   * @throws SchemaUnavailableException if a schema that it needs cannot be had now; nothing of the
   *     batch is lost, it is to be decoded again
   */
  public PaymentBatch decode(PolledBatch polled) {
    batchNumber++;
    Output output = new Output(polled.records().size());
    for (ConsumerRecord<byte[], byte[]> record : polled.records()) {
      decode(record, output);
    }
    return new PaymentBatch(
        polled.partition(),
        polled.from(),
        polled.next(),
        output.columns(),
        output.quarantine,
        output.requeues,
        polled.logEpoch(),
        pool::giveBack);
  }

  private void decode(ConsumerRecord<byte[], byte[]> record, Output output) {
    byte[] value = record.value();
    if (value == null) {
      output.refuse(record, QuarantineEntry.NO_SCHEMA, QuarantineReason.NULL_VALUE, "");
      return;
    }
    if (!WireFormat.isFramed(value)) {
      output.refuse(
          record,
          QuarantineEntry.NO_SCHEMA,
          QuarantineReason.UNDECODABLE,
          value.length + " bytes that do not begin with 0x0 and a schema id");
      return;
    }
    int schemaId = WireFormat.schemaId(value);
    Optional<PaymentReader.Resolution> readable = readable(schemaId);
    if (readable.isEmpty()) {
      output.refuse(
          record, schemaId, QuarantineReason.UNKNOWN_SCHEMA, "the registry has no such schema");
      return;
    }
    Optional<PaymentReader> reader = readable.get().reader();
    if (reader.isEmpty()) {
      output.refuse(record, schemaId, QuarantineReason.INCOMPATIBLE_SCHEMA, readable.get().why());
      return;
    }
    try {
      reader.get().read(value, WireFormat.HEADER_BYTES);
    } catch (IOException | RuntimeException e) {
      // Either the bytes are damaged, or this is not the schema that they were written with.
      schemas.confirm(schemaId);
      output.refuse(record, schemaId, QuarantineReason.UNDECODABLE, String.valueOf(e.getMessage()));
      return;
    }
    judge(record, schemaId, reader.get(), output);
  }

  private void judge(
      ConsumerRecord<byte[], byte[]> record, int schemaId, PaymentReader payment, Output output) {
    long priceMinor = payment.priceMinor();
    Optional<QuarantineReason> broken =
        rules.broken(
            payment.kind(),
            !payment.isInCurrency(currency),
            payment.priceFits(),
            priceMinor,
            payment.quantity(),
            payment.productId().length(),
            payment.eventMillis(),
            record.timestamp());
    ProductNames.Name name = broken.isPresent() ? ProductNames.NONE : names.of(payment.productId());
    if (broken.isEmpty() && name == ProductNames.NONE) {
      broken = Optional.of(QuarantineReason.BAD_PRODUCT_ID);
    }
    if (broken.isPresent()) {
      output.refuse(record, schemaId, broken.get(), detail(broken.get(), payment));
      return;
    }
    int sign = payment.kind() == Kind.REFUND ? -1 : 1;
    byte marks = 0;
    // Most records have no headers, and pay for this with one look at an empty list.
    if (record.headers().lastHeader(LogPlace.REQUEUE_HEADER) != null) {
      RequeueHeader header = RequeueHeader.of(record);
      if (!header.refusal().isEmpty()) {
        output.refuse(record, schemaId, QuarantineReason.BAD_REQUEUE, header.refusal());
        return;
      }
      output.requeues.add(new Requeue(record.offset(), header.of(), schemaId));
      marks |= PaymentBatch.REQUEUE;
    }
    if (PaymentRules.isLate(payment.eventMillis(), record.timestamp())) {
      marks |= PaymentBatch.LATE;
    }
    if (!name.hasBytes(record.key())) {
      marks |= PaymentBatch.MISROUTED;
    }
    output.accept(
        record.offset(),
        payment.eventMillis(),
        name,
        sign * priceMinor * payment.quantity(),
        sign * payment.quantity(),
        marks);
  }

  private static String detail(QuarantineReason reason, PaymentReader payment) {
    return switch (reason) {
      case FOREIGN_CURRENCY -> "currency " + payment.currencyText();
      case NEGATIVE_PRICE -> "price " + payment.priceMinor() + " minor units";
      case BAD_QUANTITY -> "quantity " + payment.quantity();
      case BAD_PRODUCT_ID -> "productId of " + payment.productId().length() + " bytes";
      case AMOUNT_TOO_LARGE ->
          "price "
              + (payment.priceFits() ? payment.priceMinor() + " minor units" : "beyond 2^63")
              + ", quantity "
              + payment.quantity();
      case BAD_TIMESTAMP -> "timestamp " + payment.eventMillis();
      default -> "";
    };
  }

  /** A writer's schema and how it is read. */
  private static final class Writer {
    private final Schema schema;
    private final PaymentReader.Resolution resolution;
    private long foundInBatch;

    Writer(Schema schema, PaymentReader.Resolution resolution) {
      this.schema = schema;
      this.resolution = resolution;
    }
  }

  /**
   * The reader of a schema id; empty if there is no such schema. Most batches hold one id: the last
   * answer is kept, so that a payment costs no boxed id and no wrapping.
   */
  private Optional<PaymentReader.Resolution> readable(int schemaId) {
    if (schemaId != readableId || readableInBatch != batchNumber) {
      readable = find(schemaId);
      readableId = schemaId;
      readableInBatch = batchNumber;
    }
    return readable;
  }

  /** Asked for once a batch. */
  private Optional<PaymentReader.Resolution> find(int schemaId) {
    Writer writer = writers.get(schemaId);
    if (writer != null && writer.foundInBatch == batchNumber) {
      return Optional.of(writer.resolution);
    }
    if (!(schemas.find(schemaId) instanceof WriterSchemas.Answer.Known found)) {
      return Optional.empty();
    }
    if (writer == null || !writer.schema.equals(found.schema())) {
      writer = new Writer(found.schema(), PaymentReader.of(contract, schemaId, found.schema()));
      writers.put(schemaId, writer);
    }
    writer.foundInBatch = batchNumber;
    return Optional.of(writer.resolution);
  }

  /** The columns as they grow. */
  private final class Output {
    private final PaymentBatch.Columns room;
    private int productCount;
    private int size;
    private final List<QuarantineEntry> quarantine = new ArrayList<>();
    private final List<Requeue> requeues = new ArrayList<>();

    Output(int records) {
      room = pool.take(records);
    }

    void accept(
        long offset, long millis, ProductNames.Name name, long amount, int unitCount, byte mark) {
      int index = name.indexIn(batchNumber);
      if (index < 0) {
        index = productCount++;
        name.enter(batchNumber, index);
        if (index == products.length) {
          products = Arrays.copyOf(products, index * 2);
        }
        products[index] = name.text();
      }
      room.offsets()[size] = offset;
      room.eventMillis()[size] = millis;
      room.productIndex()[size] = index;
      room.amounts()[size] = amount;
      room.units()[size] = unitCount;
      room.marks()[size] = mark;
      size++;
    }

    void refuse(
        ConsumerRecord<byte[], byte[]> record,
        int schemaId,
        QuarantineReason reason,
        String detail) {
      quarantine.add(new QuarantineEntry(record.offset(), schemaId, reason, detail));
    }

    PaymentBatch.Columns columns() {
      return room.filled(size, Arrays.copyOf(products, productCount));
    }
  }
}
