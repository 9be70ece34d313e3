package io.salesledger.windowing.log;

import static io.salesledger.windowing.log.LogRecords.polled;
import static io.salesledger.windowing.log.LogRecords.record;
import static io.salesledger.windowing.log.LogRecords.sale;
import static io.salesledger.windowing.log.LogRecords.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.windowing.core.PaymentBatch;
import io.salesledger.windowing.core.PaymentRules;
import io.salesledger.windowing.core.QuarantineEntry;
import io.salesledger.windowing.core.QuarantineReason;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Decimals of any length and form, against Java's own big integers. */
class PriceTest {
  private static final BigInteger LARGEST = BigInteger.valueOf(PaymentRules.MAX_AMOUNT_MINOR);

  @Property
  void any_bytes_are_the_number_that_a_big_integer_reads(
      @ForAll @Size(min = 1, max = 20) byte[] twosComplement) throws IOException {
    PaymentReader reader = read(twosComplement);
    BigInteger expected = new BigInteger(twosComplement);

    assertThat(reader.priceFits()).isEqualTo(expected.bitLength() < 64);
    if (reader.priceFits()) {
      assertThat(reader.priceMinor()).isEqualTo(expected.longValueExact());
    } else {
      assertThat(Long.signum(reader.priceMinor())).isEqualTo(expected.signum());
    }
  }

  @Property
  void leading_sign_bytes_change_nothing(
      @ForAll long minor, @ForAll @Size(max = 30) List<Boolean> signBytes) throws IOException {
    byte[] shortest = BigInteger.valueOf(minor).toByteArray();
    ByteBuffer padded = ByteBuffer.allocate(signBytes.size() + shortest.length);
    signBytes.forEach(any -> padded.put((byte) (minor < 0 ? -1 : 0)));
    padded.put(shortest);

    PaymentReader reader = read(padded.array());

    assertThat(reader.priceFits()).isTrue();
    assertThat(reader.priceMinor()).isEqualTo(minor);
  }

  static Stream<BigInteger> edges() {
    BigInteger long63 = BigInteger.ONE.shiftLeft(63);
    BigInteger long64 = BigInteger.ONE.shiftLeft(64);
    return Stream.of(
            BigInteger.ZERO,
            BigInteger.valueOf(127),
            BigInteger.valueOf(128),
            BigInteger.valueOf(255),
            BigInteger.valueOf(256),
            LARGEST,
            LARGEST.add(BigInteger.ONE),
            long63.subtract(BigInteger.ONE),
            long63,
            long64.subtract(BigInteger.ONE),
            long64,
            long64.add(BigInteger.ONE),
            BigInteger.ONE.shiftLeft(4000))
        .flatMap(number -> Stream.of(number, number.negate()))
        .distinct();
  }

  @ParameterizedTest
  @MethodSource("edges")
  void a_price_at_an_edge_is_counted_or_refused_for_the_right_reason(BigInteger minor) {
    GenericRecord payment = sale(3);
    payment.put("productPrice", ByteBuffer.wrap(minor.toByteArray()));

    PaymentBatch batch =
        new PaymentDecoder(new PaymentRules("CNY"), new KnownSchemas())
            .decode(polled(List.of(record(0, value(3, payment)))));

    if (minor.signum() < 0) {
      assertThat(batch.quarantine())
          .extracting(QuarantineEntry::reason)
          .containsExactly(QuarantineReason.NEGATIVE_PRICE);
    } else if (minor.compareTo(LARGEST) > 0) {
      assertThat(batch.quarantine())
          .extracting(QuarantineEntry::reason)
          .containsExactly(QuarantineReason.AMOUNT_TOO_LARGE);
    } else {
      assertThat(batch.columns().amounts()).containsExactly(minor.longValueExact());
    }
  }

  private static PaymentReader read(byte[] price) throws IOException {
    GenericRecord payment = sale(3);
    payment.put("productPrice", ByteBuffer.wrap(price));
    PaymentReader reader =
        PaymentReader.of(PaymentContract.published(), 3, payment.getSchema())
            .reader()
            .orElseThrow();
    reader.read(LogRecords.avro(payment), 0);
    return reader;
  }
}
