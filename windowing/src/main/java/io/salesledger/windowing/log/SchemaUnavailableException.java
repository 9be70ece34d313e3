package io.salesledger.windowing.log;

/** The registry cannot give a schema now. The records that need it wait; nothing is quarantined. */
public final class SchemaUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says which schema. */
  public SchemaUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
