package io.salesledger.windowing.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PeriodicTaskTest {
  private static final long PERIOD_MILLIS = 1;

  private final CompletableFuture<String> halted = new CompletableFuture<>();

  private PeriodicTask start(Runnable task) {
    return new PeriodicTask("looking", PERIOD_MILLIS, task, halted::complete);
  }

  @Test
  void given_a_failure_then_the_task_is_done_again() {
    AtomicInteger times = new AtomicInteger();

    try (PeriodicTask task =
        start(
            () -> {
              times.incrementAndGet();
              throw new IllegalStateException("this time");
            })) {
      await().until(() -> times.get() >= 3);
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
      await().until(halted::isDone);
      assertThat(halted.join())
          .isEqualTo("looking failed: java.lang.NoClassDefFoundError: kafka/Gone");
    }
  }
}
