package io.salesledger.local.tail;

import io.salesledger.PaymentInfo;
import io.salesledger.schemas.PaymentSchemas;
import io.salesledger.schemas.WireFormat;
import io.salesledger.windowing.log.PaymentContract;
import io.salesledger.windowing.log.ValueDecoder;
import io.salesledger.windowing.log.WriterSchemas;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificDatumReader;
import org.jspecify.annotations.Nullable;

/**
 * Builds whole payments from a log's values, by the rules of the ledger: what this one cannot read
 * the ledger quarantines. Not thread-safe.
 */
public final class RecordedPayments {
  private final WriterSchemas schemas;
  private final Map<Integer, Reading> readings = new HashMap<>();
  private final ValueDecoder bytes = new ValueDecoder();

  /** Those whose schemas are found here. */
  public RecordedPayments(WriterSchemas schemas) {
    this.schemas = schemas;
  }

  /** A value that is not a payment, and why. */
  public static final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableException(String why) {
      super(why);
    }
  }

  /** How values of one schema are read: by a reader, or not at all. */
  private record Reading(@Nullable SpecificDatumReader<PaymentInfo> reader, String whyNot) {}

  /**
   * The payment of a value.
   *
   * @throws UnreadableException if it is none; the message says why
   * @throws io.salesledger.windowing.log.SchemaUnavailableException if that cannot be told now
   */
  public PaymentInfo read(byte @Nullable [] value) throws UnreadableException {
    if (value == null) {
      throw new UnreadableException("no value");
    }
    if (!WireFormat.isFramed(value)) {
      throw new UnreadableException(
          "does not begin with a 0 and a schema id (" + value.length + " bytes)");
    }
    Reading reading = readings.computeIfAbsent(WireFormat.schemaId(value), this::reading);
    if (reading.reader == null) {
      throw new UnreadableException(reading.whyNot);
    }
    bytes.reset(value, WireFormat.HEADER_BYTES);
    PaymentInfo payment;
    try {
      payment = reading.reader.read(null, bytes);
    } catch (IOException | RuntimeException e) {
      // Damaged bytes lead Avro to exceptions of any kind.
      throw new UnreadableException("damaged: " + e.getMessage());
    }
    if (bytes.remaining() > 0) {
      throw new UnreadableException("damaged: " + bytes.remaining() + " bytes too many");
    }
    return payment;
  }

  /**
   * Which published version a schema id stands for.
   *
   * @return from 1; 0: none of ours, or unknown
   */
  public int version(int schemaId) {
    if (schemas.find(schemaId) instanceof WriterSchemas.Answer.Known known) {
      return PaymentSchemas.all().indexOf(known.schema()) + 1;
    }
    return 0;
  }

  private Reading reading(int schemaId) {
    if (schemas.find(schemaId) instanceof WriterSchemas.Answer.Known known) {
      return reading(schemaId, known.schema());
    }
    return new Reading(null, "the registry knows no schema " + schemaId);
  }

  private static Reading reading(int schemaId, Schema writer) {
    return PaymentContract.published()
        .refusal(schemaId, writer)
        .map(why -> new Reading(null, why))
        .orElseGet(
            () ->
                new Reading(
                    new SpecificDatumReader<>(
                        writer, PaymentInfo.getClassSchema(), new PaymentInfo().getSpecificData()),
                    ""));
  }
}
