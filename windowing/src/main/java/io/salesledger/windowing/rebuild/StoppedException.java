package io.salesledger.windowing.rebuild;

/** Thrown where a rebuild was asked to stop. */
final class StoppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;
}
