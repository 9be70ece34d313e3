package io.salesledger.contract;

/**
 * A failure that a user can act on. Its message is one clear line that says what was found and what
 * would be right; it is printed as it is, never with a stack trace.
 */
public final class LedgerFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** How the command ends. */
  public enum Kind {
    /** It failed, or what was compared differs: exit code 1. */
    FAILED(1),
    /** The command was used wrongly, or a setting is bad: exit code 2. */
    USAGE(2);

    private final int exitCode;

    Kind(int exitCode) {
      this.exitCode = exitCode;
    }

    /** The process's exit code. */
    public int exitCode() {
      return exitCode;
    }
  }

  private final Kind kind;

  private LedgerFailure(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  private LedgerFailure(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** Something that was asked for could not be done. */
  public static LedgerFailure failed(String message) {
    return new LedgerFailure(Kind.FAILED, message);
  }

  /** Something that was asked for could not be done; the cause is for logs only. */
  public static LedgerFailure failed(String message, Throwable cause) {
    return new LedgerFailure(Kind.FAILED, message, cause);
  }

  /** The request itself is wrong: an option, a setting, a file that is not there. */
  public static LedgerFailure usage(String message) {
    return new LedgerFailure(Kind.USAGE, message);
  }

  /** One line of what lies at the bottom of a chain of causes, for a message of our own. */
  public static String rootMessage(Throwable thrown) {
    Throwable root = thrown;
    for (Throwable cause = root.getCause(); cause != null; cause = root.getCause()) {
      root = cause;
    }
    String message = root.getMessage();
    return message == null || message.isBlank()
        ? root.getClass().getSimpleName()
        : message.lines().findFirst().orElse("").strip();
  }

  /** How the command ends. */
  public Kind kind() {
    return kind;
  }
}
