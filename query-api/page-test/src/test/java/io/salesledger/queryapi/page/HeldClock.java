package io.salesledger.queryapi.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Clock;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.Route;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * A page's clock that stands still but for what is let pass, so that an answer takes as long as is
 * said on a machine that is busy with something else. For one thread.
 */
final class HeldClock {
  /** In the page's time: a request that sets out is noticed a few steps later. */
  private static final int STEP_MILLIS = 10;

  /** A clock can be stopped only at a time that has not passed by then. */
  private static final int JUMP_MILLIS = 60_000;

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Page page;
  private final Clock clock;
  private final String address;
  private final Queue<Route> requests = new ArrayDeque<>();

  private HeldClock(Page page, String address) {
    this.page = page;
    this.clock = page.clock();
    this.address = address;
  }

  /**
   * Stops the clock, which is installed, a minute from now, and holds what is asked for there from
   * now on.
   */
  static HeldClock of(Page page, String address) {
    HeldClock held = new HeldClock(page, address);
    page.route(address, held.requests::add);
    held.clock.pauseAt(((Number) page.evaluate("Date.now()")).longValue() + JUMP_MILLIS);
    return held;
  }

  /** Lets so much time pass at once, as for a machine that slept. */
  void pass(Duration time) {
    clock.fastForward(time.toMillis());
  }

  /** Waits for the next request and has it answered after so much time. */
  Response answerAfter(Duration time) {
    long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
    while (requests.isEmpty()) {
      assertThat(System.nanoTime()).as("a request of %s", address).isLessThan(deadlineNanos);
      clock.runFor(STEP_MILLIS);
    }
    clock.runFor(time.toMillis());
    return page.waitForResponse(address, requests.remove()::resume);
  }
}
