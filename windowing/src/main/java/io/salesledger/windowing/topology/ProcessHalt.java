package io.salesledger.windowing.topology;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends this Java process. */
final class ProcessHalt implements Halt {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(ProcessHalt.class);

  /** Storm's own code for a worker that ends itself. */
  private static final int EXIT_CODE = 20;

  @Override
  public void because(String reason) {
    LOG.error("The worker ends itself, to claim anew and replay: {}", reason);
    Runtime.getRuntime().halt(EXIT_CODE);
  }
}
