package io.salesledger.windowing.topology;

/**
 * In a LocalCluster a worker that ends itself would end the test. The exception instead kills the
 * task's trigger, so that nothing more is committed by it.
 */
final class NotedHalt implements Halt {
  private static final long serialVersionUID = 1L;

  @Override
  public void because(String reason) {
    throw new IllegalStateException("the worker would end itself: " + reason);
  }
}
