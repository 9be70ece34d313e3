package io.salesledger.windowing.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PeriodicTaskTest {
  private static final long PERIOD_MILLIS = 1;

  private final CompletableFuture<String> halted = new CompletableFuture<>();

  private PeriodicTask start(Runnable task) {
    return new PeriodicTask("looking", PERIOD_MILLIS, task, halted::complete);
  }

  @Test
  void given_a_failure_then_the_task_is_done_again() throws InterruptedException {
    CountDownLatch times = new CountDownLatch(3);

    try (PeriodicTask task =
        start(
            () -> {
              times.countDown();
              throw new IllegalStateException("this time");
            })) {
      times.await();
    }

    assertThat(halted).isNotDone();
  }

  @Test
  void given_an_error_of_the_jvm_then_the_process_is_ended_and_told_why() {
    AtomicInteger times = new AtomicInteger();

    try (PeriodicTask task =
        start(
            () -> {
              if (times.incrementAndGet() == 2) {
                throw new NoClassDefFoundError("kafka/Gone");
              }
            })) {
      assertThat(halted.join())
          .isEqualTo("looking failed: java.lang.NoClassDefFoundError: kafka/Gone");
    }
  }
}
