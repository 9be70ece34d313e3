package io.salesledger.contract;

/** Whether a person looks on. Any thread may ask. */
public final class Terminal {
  /** Set by the {@code ledger} script: Java can tell of all its streams together at best. */
  private static final String PROPERTY = "ledger.terminal";

  private Terminal() {}

  /** Whether standard error is a terminal; false for a process that the script did not start. */
  public static boolean showsErrors() {
    return Boolean.getBoolean(PROPERTY);
  }
}
