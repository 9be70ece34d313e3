package io.salesledger.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salesledger.contract.LedgerFailure;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WaitingTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Waiting waiting = new Waiting();

  @Test
  void looksAgainUntilItHolds() {
    AtomicInteger looks = new AtomicInteger();
    waiting.until("third look", PATIENCE, 1, () -> looks.incrementAndGet() == 3);
    assertThat(looks).hasValue(3);
  }

  @Test
  void whatDoesNotComeInTimeIsNamed() {
    assertThatThrownBy(() -> waiting.until("answer", Duration.ZERO, () -> false))
        .isInstanceOf(LedgerFailure.class)
        .hasMessage("no answer within 0 s");
  }

  @Test
  void whatIsThereIsGivenOn() {
    AtomicInteger looks = new AtomicInteger();
    String found =
        waiting.untilPresent(
            "second look",
            PATIENCE,
            () -> looks.incrementAndGet() == 2 ? Optional.of("found") : Optional.empty());
    assertThat(found).isEqualTo("found");
  }

  @Test
  void requestToStopEndsEveryWaitNowAndLater() throws Exception {
    CountDownLatch looked = new CountDownLatch(1);
    CompletableFuture<Void> waits =
        CompletableFuture.runAsync(
            () ->
                waiting.until(
                    "end",
                    PATIENCE,
                    PATIENCE.toMillis(),
                    () -> {
                      looked.countDown();
                      return false;
                    }));
    looked.await();

    waiting.requestStop();

    assertThatThrownBy(waits::get).hasCauseInstanceOf(Waiting.StoppedException.class);
    assertThatThrownBy(waiting::check).isInstanceOf(Waiting.StoppedException.class);
    assertThatThrownBy(() -> waiting.pause(PATIENCE.toMillis()))
        .isInstanceOf(Waiting.StoppedException.class);
  }
}
