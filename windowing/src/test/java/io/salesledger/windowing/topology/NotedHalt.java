package io.salesledger.windowing.topology;

import java.util.concurrent.CountDownLatch;

/**
 * In a LocalCluster a worker that ends itself would end the test. Instead its thread stands still
 * until the cluster is closed, so that it commits and acks nothing more, as if it were dead.
 */
final class NotedHalt implements Halt {
  private static final long serialVersionUID = 1L;

  @Override
  public void because(String reason) {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
