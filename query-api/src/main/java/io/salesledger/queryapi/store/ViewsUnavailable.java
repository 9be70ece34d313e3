package io.salesledger.queryapi.store;

/**
 * Redis is away, too slow or not ready. The message says so in one line, holds no password, and may
 * be shown to anyone.
 */
public final class ViewsUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String line;

  ViewsUnavailable(String line, Throwable cause) {
    super(line, cause, false, false);
    this.line = line;
  }

  /** What is the matter, in one line. */
  public String line() {
    return line;
  }
}
