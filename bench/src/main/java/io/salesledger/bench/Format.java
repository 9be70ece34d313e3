package io.salesledger.bench;

import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.salesledger.PaymentInfo;
import io.salesledger.bench.topology.DemoPayment;
import io.salesledger.schemas.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.jspecify.annotations.Nullable;

/** What a payment looks like on the log. */
enum Format {
  /** Avro v3 in Confluent's wire format. */
  AVRO {
    @Override
    Writer writer(int schemaId) {
      SpecificDatumWriter<PaymentInfo> avro = new SpecificDatumWriter<>(PaymentInfo.class);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      @Nullable BinaryEncoder[] used = new BinaryEncoder[1];
      return payment -> {
        out.reset();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, used[0]);
        used[0] = encoder;
        avro.write(payment, encoder);
        encoder.flush();
        return WireFormat.frame(schemaId, out.toByteArray());
      };
    }
  },
  /** The demo's JSON. */
  JSON {
    @Override
    Writer writer(int schemaId) {
      ObjectWriter json = JsonMapper.builder().build().writerFor(DemoPayment.class);
      return payment -> json.writeValueAsBytes(DemoPayment.of(payment));
    }
  };

  /** Writes payments; for one thread. */
  interface Writer {
    byte[] write(PaymentInfo payment) throws IOException;
  }

  /**
   * One that writes so.
   *
   * @param schemaId of the newest schema
   */
  abstract Writer writer(int schemaId);
}
