package io.salesledger.bench.contender;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A contender's side of the talk with the bench: it says {@value #FINISHED} when the last figure is
 * durable and can be read, hands over its sums when told to {@value #REPORT}, and ends when the
 * bench does, whatever happens to that. For one thread.
 */
public final class ContenderProcess {
  /** Said by the contender. */
  public static final String FINISHED = "finished";

  /** Said by the contender. */
  public static final String REPORTED = "reported";

  /** Said by the contender, before a setting that the report is to tell. */
  public static final String SETTING = "setting ";

  /** Said by the bench. */
  public static final String REPORT = "report";

  private final BufferedReader in =
      new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
  private final PrintStream out = System.out;
  private final Order order;

  private ContenderProcess(Order order) {
    this.order = order;
  }

  /** Where the sums come from once all is folded. */
  @FunctionalInterface
  public interface SumsSource {
    /** Reads them. */
    Sums read() throws IOException, InterruptedException;
  }

  /**
   * The process of these arguments.
   *
   * @param arguments the order's file
   */
  public static ContenderProcess of(String[] arguments) throws IOException {
    if (arguments.length != 1) {
      throw new IllegalArgumentException("one argument, the order's file");
    }
    return new ContenderProcess(Order.read(Path.of(arguments[0])));
  }

  /** What is to be done. */
  public Order order() {
    return order;
  }

  /** Tells a setting, for the report. */
  public void tell(String name, Object value) {
    out.println(SETTING + name + "=" + value);
    out.flush();
  }

  /** Tells that the last figure is durable and can be read. */
  public void finished() {
    out.println(FINISHED);
    out.flush();
  }

  /** Waits until the sums are wanted, hands them over, and waits until the bench has them. */
  public void report(SumsSource sums) throws IOException, InterruptedException {
    String said = in.readLine();
    if (REPORT.equals(said)) {
      sums.read().write(order.sumsFile());
      out.println(REPORTED);
      out.flush();
      said = in.readLine();
    }
  }
}
