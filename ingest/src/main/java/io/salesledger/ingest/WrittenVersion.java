package io.salesledger.ingest;

import io.salesledger.PaymentInfo;
import io.salesledger.contract.LedgerFailure;
import io.salesledger.schemas.SchemaVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * Payments as a producer would write them that has another version of the schema: what it does not
 * know is left out, what is new to us has its default. Not thread-safe.
 */
final class WrittenVersion {
  private final SchemaVersion version;
  private final SpecificDatumWriter<PaymentInfo> ours;
  private final GenericDatumReader<GenericRecord> theirs;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
  private BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(new byte[0], null);

  /** Of a schema, whether it may be the next version or not. */
  WrittenVersion(SchemaVersion version) {
    Schema newest = PaymentInfo.getClassSchema();
    this.version = version;
    this.ours = new SpecificDatumWriter<>(newest, new PaymentInfo().getSpecificData());
    // Generic data of no conversions: an amount stays its bytes, whatever their scale is said to
    // be.
    this.theirs = new GenericDatumReader<>(newest, version.schema());
  }

  /**
   * The payment in this version.
   *
   * @throws LedgerFailure if it can't be written so
   */
  GenericRecord of(PaymentInfo payment) {
    try {
      bytes.reset();
      ours.write(payment, encoder);
      decoder = DecoderFactory.get().binaryDecoder(bytes.toByteArray(), decoder);
      return theirs.read(null, decoder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (AvroRuntimeException | ClassCastException e) {
      throw LedgerFailure.usage(
          "a payment cannot be written with "
              + version.name()
              + ": "
              + LedgerFailure.rootMessage(e));
    }
  }
}
