package io.salesledger.windowing.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** Who may still use what is about to be closed. */
final class TurnsTest {
  private static final long AGES_MILLIS = 90_000;

  private final Turns turns = new Turns();
  private final Queue<String> taken = new ConcurrentLinkedQueue<>();
  private final HoldUp holdUp = new HoldUp();

  @Test
  void turns_are_taken_one_within_another_by_the_same_thread() {
    turns.take(() -> turns.take(() -> taken.add("inner")));

    assertThat(taken).containsExactly("inner");
    assertThat(turns.isEnded()).isFalse();
  }

  @Test
  void given_ended_turns_then_none_is_taken() {
    assertThat(turns.end(0)).isTrue();

    turns.take(() -> taken.add("late"));

    assertThat(taken).isEmpty();
    assertThat(turns.isEnded()).isTrue();
  }

  @Test
  void given_a_turn_that_was_begun_then_the_end_waits_for_it() throws InterruptedException {
    Thread begun = begun();
    Thread ending = Thread.currentThread();
    Thread letting =
        new Thread(
            () -> {
              await().until(() -> ending.getState() == Thread.State.TIMED_WAITING);
              holdUp.letGo();
            });
    letting.start();

    assertThat(turns.end(AGES_MILLIS)).isTrue();

    assertThat(taken).containsExactly("begun");
    begun.join();
    letting.join();
  }

  @Test
  void given_a_turn_that_does_not_end_then_the_end_says_so_and_no_other_follows()
      throws InterruptedException {
    Thread begun = begun();

    assertThat(turns.end(1)).isFalse();
    holdUp.letGo();
    begun.join();
    turns.take(() -> taken.add("late"));

    assertThat(taken).containsExactly("begun");
  }

  @Test
  void given_nobody_in_turn_then_one_who_is_interrupted_ends_them_all_the_same() {
    Thread.currentThread().interrupt();

    assertThat(turns.end(0)).isTrue();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void given_an_end_that_is_interrupted_then_it_waits_no_more_and_stays_interrupted()
      throws InterruptedException {
    Thread begun = begun();
    Thread.currentThread().interrupt();

    assertThat(turns.end(AGES_MILLIS)).isFalse();

    assertThat(Thread.interrupted()).isTrue();
    holdUp.letGo();
    begun.join();
  }

  private Thread begun() {
    Thread begun =
        new Thread(
            () ->
                turns.take(
                    () -> {
                      holdUp.here();
                      taken.add("begun");
                    }));
    begun.start();
    holdUp.awaitHeld();
    return begun;
  }
}
