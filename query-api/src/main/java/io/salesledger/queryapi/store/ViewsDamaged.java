package io.salesledger.queryapi.store;

/** A view holds something that the topology never writes: someone else did. */
public final class ViewsDamaged extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String line;

  /** One line that says what was found. */
  public ViewsDamaged(String line) {
    super(line, null, false, false);
    this.line = line;
  }

  /** What was found, in one line. */
  public String line() {
    return line;
  }
}
