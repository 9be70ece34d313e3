package io.salesledger.local.chaos;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Reads the API all the time, on a thread of its own, until closed. */
final class ApiReader implements AutoCloseable {
  /** Some forty answers a second: thousands in minutes, a few percent of one core. */
  private static final long PAUSE_MILLIS = 100;

  private final LedgerApi api;
  private final AnswerWatch watch;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::read, "read the API");

  private ApiReader(LedgerApi api, AnswerWatch watch) {
    this.api = api;
    this.watch = watch;
  }

  /** Starts to read. */
  static ApiReader start(LedgerApi api, AnswerWatch watch) {
    ApiReader reader = new ApiReader(api, watch);
    reader.thread.setDaemon(true);
    reader.thread.start();
    return reader;
  }

  private void read() {
    try {
      while (!closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
        for (String path : AnswerWatch.PATHS) {
          Optional<LedgerApi.Answer> answer = api.get(path);
          watch.note(path, answer);
          if (answer.isEmpty()) {
            break;
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends after the answer that is on its way. */
  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
