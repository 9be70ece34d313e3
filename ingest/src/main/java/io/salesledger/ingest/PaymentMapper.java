package io.salesledger.ingest;

import io.salesledger.PaymentInfo;
import io.salesledger.PaymentKind;
import io.salesledger.contract.LedgerSettings;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes a payment of a row, or says why it is none. What the topology would quarantine is rejected
 * here already, while someone looks. Immutable; any thread may call it.
 */
final class PaymentMapper {
  /** The largest amount of one payment, in minor units. */
  static final long MAX_AMOUNT_MINOR = 1_000_000_000_000L;

  /** The longest product id, in bytes of UTF-8. */
  static final int MAX_PRODUCT_BYTES = 256;

  /** The longest order id, in bytes of UTF-8: far below what a Kafka record may hold. */
  static final int MAX_ORDER_BYTES = 1024;

  /** How far clocks may differ. */
  static final long MAX_AHEAD_MILLIS = 5 * 60_000L;

  /** 2000-01-01T00:00:00Z. */
  static final long EARLIEST_MILLIS = 946_684_800_000L;

  private static final int MAX_NUMBER_CHARS = 40;
  private static final Pattern NUMBER = Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)");

  /** A decimal comma, or thousands: nobody knows which. */
  private static final Pattern WITH_COMMA = Pattern.compile("[+-]?[0-9.]*,[0-9.,]*");

  private static final char REPLACEMENT = '\uFFFD';

  private final EventTimes times;
  private final LedgerSettings.Currency currency;
  private final Clock clock;

  /**
   * A mapper.
   *
   * @param clock what is later than this is in the future
   */
  PaymentMapper(Mapping mapping, Clock clock) {
    this(mapping.times(), mapping.currency(), clock);
  }

  /** A mapper of rows whose columns someone else has told apart. */
  PaymentMapper(EventTimes times, LedgerSettings.Currency currency, Clock clock) {
    this.times = times;
    this.currency = currency;
    this.clock = clock;
  }

  /** The row's payment, or the first reason why it is none. */
  MappedRow map(SourceRow row) {
    if (row.defect().isPresent()) {
      return new MappedRow.Rejected(RejectReason.UNREADABLE_ROW, row.defect().get());
    }
    try {
      return new MappedRow.Accepted(payment(row.cells()));
    } catch (Reject e) {
      return new MappedRow.Rejected(e.reason, e.detail);
    }
  }

  private PaymentInfo payment(SourceRow.Cells cells) throws Reject {
    String order = text(cells, Column.ORDER, MAX_ORDER_BYTES, RejectReason.LONG_ORDER);
    String product = text(cells, Column.PRODUCT, MAX_PRODUCT_BYTES, RejectReason.LONG_PRODUCT);
    if (product.isEmpty()) {
      throw new Reject(RejectReason.EMPTY_PRODUCT, "");
    }
    long priceMinor = priceMinor(stripped(cells, Column.PRICE));
    int quantity = quantity(cells.text(Column.QUANTITY));
    int units = Math.abs(quantity);
    if (priceMinor > MAX_AMOUNT_MINOR / units) {
      throw new Reject(RejectReason.LARGE_AMOUNT, stripped(cells, Column.PRICE) + " x " + units);
    }
    long atMillis = atMillis(stripped(cells, Column.TIME));
    String named = stripped(cells, Column.CURRENCY);
    checkCurrency(named);

    PaymentInfo payment = new PaymentInfo();
    payment.setOrderId(order);
    payment.setProductId(product);
    payment.setProductPrice(BigDecimal.valueOf(priceMinor, currency.scale()));
    payment.setTimestamp(Instant.ofEpochMilli(atMillis));
    payment.setQuantity(units);
    payment.setKind(quantity < 0 ? PaymentKind.REFUND : PaymentKind.PAYMENT);
    if (!named.isEmpty()) {
      // A topology whose currency is another one must not count it as its own.
      payment.setCurrency(named);
    }
    return payment;
  }

  private static String text(
      SourceRow.Cells cells, Column column, int maxBytes, RejectReason tooLong) throws Reject {
    String text = stripped(cells, column);
    if (text.indexOf(REPLACEMENT) >= 0 || hasHalfPair(text)) {
      throw new Reject(RejectReason.NOT_UTF8, column.option());
    }
    if (text.length() > maxBytes || text.getBytes(StandardCharsets.UTF_8).length > maxBytes) {
      throw new Reject(tooLong, "more than " + maxBytes + " bytes");
    }
    return text;
  }

  /** Whether half of a surrogate pair stands alone, as JSON can escape it: that is no character. */
  private static boolean hasHalfPair(String text) {
    return text.codePoints()
        .anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }

  private long priceMinor(String text) throws Reject {
    BigDecimal price = number(text, RejectReason.BAD_PRICE);
    if (price.signum() < 0) {
      throw new Reject(RejectReason.NEGATIVE_PRICE, text);
    }
    BigDecimal minor = price.scaleByPowerOfTen(currency.scale()).stripTrailingZeros();
    if (minor.scale() > 0) {
      throw new Reject(RejectReason.FRACTIONAL_PRICE, text);
    }
    if (minor.compareTo(BigDecimal.valueOf(MAX_AMOUNT_MINOR)) > 0) {
      throw new Reject(RejectReason.LARGE_AMOUNT, text);
    }
    return minor.longValueExact();
  }

  private static int quantity(@Nullable String cell) throws Reject {
    if (cell == null) {
      return 1;
    }
    String text = cell.strip();
    try {
      int quantity = number(text, RejectReason.BAD_QUANTITY).intValueExact();
      if (quantity == 0) {
        throw new Reject(RejectReason.ZERO_QUANTITY, text);
      }
      if (quantity == Integer.MIN_VALUE) {
        // Has no positive counterpart for a refund.
        throw new Reject(RejectReason.BAD_QUANTITY, text);
      }
      return quantity;
    } catch (ArithmeticException e) {
      throw new Reject(RejectReason.BAD_QUANTITY, text);
    }
  }

  /**
   * A number of bounded length, so that no row can ask for a gigabyte of digits. Written plainly:
   * an exponent is what a spreadsheet leaves of a number that it has cut.
   */
  private static BigDecimal number(String text, RejectReason bad) throws Reject {
    if (text.length() <= MAX_NUMBER_CHARS && NUMBER.matcher(text).matches()) {
      return new BigDecimal(text);
    }
    throw new Reject(
        bad,
        WITH_COMMA.matcher(text).matches()
            ? quoted(text) + " has a comma; right would be, say, 1250.00"
            : quoted(text));
  }

  private static String quoted(String text) {
    return text.length() <= MAX_NUMBER_CHARS
        ? "'" + text + "'"
        : "'" + text.substring(0, MAX_NUMBER_CHARS) + "...'";
  }

  private long atMillis(String text) throws Reject {
    OptionalLong at = times.toMillis(text);
    if (at.isEmpty()) {
      throw new Reject(RejectReason.BAD_TIME, quoted(text) + " as " + times.format());
    }
    if (at.getAsLong() < EARLIEST_MILLIS) {
      throw new Reject(RejectReason.EARLY_TIME, text);
    }
    if (at.getAsLong() > clock.millis() + MAX_AHEAD_MILLIS) {
      throw new Reject(RejectReason.FUTURE_TIME, text);
    }
    return at.getAsLong();
  }

  private void checkCurrency(String named) throws Reject {
    if (!named.isEmpty() && !named.equals(currency.code())) {
      throw new Reject(RejectReason.OTHER_CURRENCY, named + ", the ledger's is " + currency.code());
    }
  }

  private static String stripped(SourceRow.Cells cells, Column column) {
    String text = cells.text(column);
    return text == null ? "" : text.strip();
  }

  /** Ends the mapping of one row; never leaves this class. */
  private static final class Reject extends Exception {
    private static final long serialVersionUID = 1L;
    private final RejectReason reason;
    private final String detail;

    Reject(RejectReason reason, String detail) {
      super(detail, null, false, false);
      this.reason = reason;
      this.detail = detail;
    }
  }
}
