package io.salesledger.bench.contender;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a contender has counted: totals, and amount and units by product and by minute. Plain on
 * purpose: it is what all of them are checked against. Not thread-safe.
 */
public final class Sums {
  private static final String TOTAL = "total";
  private static final String PRODUCT = "product";
  private static final String MINUTE = "minute";
  private static final int FIELDS = 4;

  private final Map<String, Sum> products = new HashMap<>();
  private final Map<Long, Sum> minutes = new HashMap<>();
  private Sum total = Sum.NONE;
  private long payments;

  /**
   * Amount and units.
   *
   * @param amount minor units
   * @param units sold less refunded
   */
  public record Sum(long amount, long units) {
    /** Nothing. */
    public static final Sum NONE = new Sum(0, 0);

    /** This and more. */
    public Sum plus(long moreAmount, long moreUnits) {
      return new Sum(Math.addExact(amount, moreAmount), Math.addExact(units, moreUnits));
    }
  }

  /** Counts payments of one product and minute. */
  public void add(String product, long minuteMillis, long amount, long units, long count) {
    addProduct(product, amount, units);
    addMinute(minuteMillis, amount, units);
    addTotal(amount, units, count);
  }

  /** Counts for a product only. */
  public void addProduct(String product, long amount, long units) {
    products.put(product, products.getOrDefault(product, Sum.NONE).plus(amount, units));
  }

  /** Counts for a minute only. */
  public void addMinute(long minuteMillis, long amount, long units) {
    minutes.put(minuteMillis, minutes.getOrDefault(minuteMillis, Sum.NONE).plus(amount, units));
  }

  /** Counts for the totals only. */
  public void addTotal(long amount, long units, long count) {
    total = total.plus(amount, units);
    payments = Math.addExact(payments, count);
  }

  /** How many payments. */
  public long payments() {
    return payments;
  }

  /** Of all payments. */
  public Sum total() {
    return total;
  }

  /** By product. */
  public Map<String, Sum> products() {
    return Map.copyOf(products);
  }

  /** By minute, epoch milliseconds of its start. */
  public Map<Long, Sum> minutes() {
    return Map.copyOf(minutes);
  }

  /** The first thing in which these are not as expected, in words; empty: none. */
  public Optional<String> differenceFrom(Sums expected) {
    if (payments != expected.payments) {
      return Optional.of(payments + " payments, not " + expected.payments);
    }
    if (!total.equals(expected.total)) {
      return Optional.of("a total of " + total + ", not " + expected.total);
    }
    return difference(PRODUCT, products, expected.products)
        .or(() -> difference(MINUTE, minutes, expected.minutes));
  }

  private static <K> Optional<String> difference(
      String what, Map<K, Sum> found, Map<K, Sum> expected) {
    for (Map.Entry<K, Sum> one : expected.entrySet()) {
      Sum sum = found.getOrDefault(one.getKey(), Sum.NONE);
      if (!sum.equals(one.getValue())) {
        return Optional.of(what + " " + one.getKey() + " has " + sum + ", not " + one.getValue());
      }
    }
    return found.entrySet().stream()
        .filter(one -> !expected.containsKey(one.getKey()) && !one.getValue().equals(Sum.NONE))
        .findFirst()
        .map(one -> what + " " + one.getKey() + " has " + one.getValue() + ", not any");
  }

  /** Adds all that these count. */
  public void addAll(Sums more) {
    addTotal(more.total.amount(), more.total.units(), more.payments);
    more.products.forEach((product, sum) -> addProduct(product, sum.amount(), sum.units()));
    more.minutes.forEach((minute, sum) -> addMinute(minute, sum.amount(), sum.units()));
  }

  /** The totals of amount and units, and the products; neither minutes nor a count of payments. */
  public Sums withoutMinutesAndCount() {
    Sums less = new Sums();
    less.addTotal(total.amount(), total.units(), 0);
    less.products.putAll(products);
    return less;
  }

  /** Writes them, a line a sum. */
  public void write(Path file) throws IOException {
    Files.writeString(file, text());
  }

  /** As text, a line a sum. */
  public String text() {
    StringBuilder out = new StringBuilder();
    line(out, TOTAL, payments, total);
    products.forEach((product, sum) -> line(out, PRODUCT, product, sum));
    minutes.forEach((minute, sum) -> line(out, MINUTE, minute, sum));
    return out.toString();
  }

  private static void line(StringBuilder out, String what, Object key, Sum sum) {
    out.append(what).append('\t').append(key).append('\t');
    out.append(sum.amount()).append('\t').append(sum.units()).append('\n');
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException if it cannot be read, or is none
   */
  public static Sums read(Path file) throws IOException {
    return parse(Files.readString(file));
  }

  /**
   * Reads what {@link #text} gave.
   *
   * @throws IOException if it is none
   */
  public static Sums parse(String text) throws IOException {
    Sums sums = new Sums();
    for (String line : text.lines().toList()) {
      String[] fields = line.split("\t", -1);
      if (fields.length != FIELDS) {
        throw notOne(line);
      }
      long amount = Long.parseLong(fields[2]);
      long units = Long.parseLong(fields[3]);
      switch (fields[0]) {
        case TOTAL -> sums.addTotal(amount, units, Long.parseLong(fields[1]));
        case PRODUCT -> sums.addProduct(fields[1], amount, units);
        case MINUTE -> sums.addMinute(Long.parseLong(fields[1]), amount, units);
        default -> throw notOne(line);
      }
    }
    return sums;
  }

  private static IOException notOne(String line) {
    return new IOException("not a sum: " + line);
  }
}
