package io.salesledger.windowing.topology;

import io.confluent.kafka.serializers.KafkaAvroSerializer;
import io.salesledger.PaymentInfo;
import io.salesledger.PaymentKind;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.schemas.RegistryClients;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * A shop that writes one version of the schema by Confluent's own serializer, and books what it
 * sells in decimals. Its thread's alone; the books may be shared.
 */
final class ConfluentShop implements AutoCloseable {
  private final Schema schema;
  private final SalesOracle books;
  private final Random random;
  private final String topic;
  private final KafkaProducer<String, Object> producer;
  private final List<Future<RecordMetadata>> sent = new ArrayList<>();
  private boolean isSpecific;

  /**
   * One of a version.
   *
   * @param confluent further settings of the serializer's, as key and value in turn
   */
  ConfluentShop(LedgerSettings settings, Schema schema, SalesOracle books, Object... confluent) {
    this.schema = schema;
    this.books = books;
    this.random = new Random(schema.getFields().size());
    this.topic = settings.kafka().topic();
    Map<String, Object> config = new HashMap<>(RegistryClients.properties(settings.registry()));
    config.put("bootstrap.servers", settings.kafka().bootstrapServers());
    config.put("linger.ms", 5);
    config.put("key.serializer", StringSerializer.class);
    config.put("value.serializer", KafkaAvroSerializer.class);
    for (int i = 0; i < confluent.length; i += 2) {
      config.put((String) confluent[i], confluent[i + 1]);
    }
    this.producer = new KafkaProducer<>(config);
  }

  /** Writes objects of the generated class. */
  ConfluentShop specific() {
    isSpecific = true;
    return this;
  }

  /** Sells and books so many. */
  void sell(int payments) {
    for (int i = 0; i < payments; i++) {
      GenericRecord payment = next();
      send(payment.get("productId").toString(), payment);
      book(payment);
    }
    flush();
  }

  /** A payment that is not booked: of the last three hours, in the ledger's currency. */
  GenericRecord next() {
    GenericRecord payment = new GenericData.Record(schema);
    payment.put("orderId", "order-" + random.nextInt());
    payment.put("productId", "PRODUCTID" + random.nextInt(20));
    payment.put("productPrice", price(random.nextInt(1_000_000)));
    payment.put("timestamp", System.currentTimeMillis() - random.nextInt(3 * 3_600_000));
    put(payment, "quantity", 1 + random.nextInt(5));
    put(payment, "currency", random.nextBoolean() ? "CNY" : null);
    if (schema.getField("kind") != null) {
      put(payment, "kind", kind(random.nextInt(10) == 0 ? "REFUND" : "PAYMENT"));
    }
    put(payment, "channel", "web");
    return payment;
  }

  static ByteBuffer price(int cents) {
    return ByteBuffer.wrap(BigInteger.valueOf(cents).toByteArray());
  }

  GenericData.EnumSymbol kind(String symbol) {
    return new GenericData.EnumSymbol(schema.getField("kind").schema(), symbol);
  }

  private static void put(GenericRecord payment, String field, @Nullable Object value) {
    if (payment.getSchema().getField(field) != null) {
      payment.put(field, value);
    }
  }

  /** Hands a record to the producer, whatever it is. */
  void send(@Nullable String key, @Nullable GenericRecord payment) {
    send(null, key, payment);
  }

  /** The same for this partition. */
  void send(@Nullable Integer partition, @Nullable String key, @Nullable GenericRecord payment) {
    Object value = payment;
    if (isSpecific && payment != null) {
      value = specific(payment);
    }
    sent.add(producer.send(new ProducerRecord<>(topic, partition, key, value)));
  }

  private static PaymentInfo specific(GenericRecord payment) {
    return PaymentInfo.newBuilder()
        .setOrderId(payment.get("orderId").toString())
        .setProductId(payment.get("productId").toString())
        .setProductPrice(decimal(payment))
        .setTimestamp(Instant.ofEpochMilli((Long) payment.get("timestamp")))
        .setQuantity((Integer) payment.get("quantity"))
        .setCurrency((String) payment.get("currency"))
        .setKind(PaymentKind.valueOf(payment.get("kind").toString()))
        .build();
  }

  private static BigDecimal decimal(GenericRecord payment) {
    return new BigDecimal(new BigInteger(((ByteBuffer) payment.get("productPrice")).array()), 2);
  }

  void flush() {
    producer.flush();
    try {
      for (Future<RecordMetadata> each : sent) {
        each.get();
      }
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
    sent.clear();
  }

  /** Books a payment; one of another kind than a sale takes away. */
  void book(GenericRecord payment) {
    boolean isSale =
        schema.getField("kind") == null || payment.get("kind").toString().equals("PAYMENT");
    int quantity = schema.getField("quantity") == null ? 1 : (Integer) payment.get("quantity");
    synchronized (books) {
      books.add(
          payment.get("productId").toString(),
          decimal(payment),
          isSale ? quantity : -quantity,
          (Long) payment.get("timestamp"));
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
