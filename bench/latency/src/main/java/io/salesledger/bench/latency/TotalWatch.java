package io.salesledger.bench.latency;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.salesledger.contract.LedgerFailure;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Asks for {@code /api/total} all the time, on a thread of its own, until closed, and tells what
 * each answer holds. Any thread may ask it.
 */
final class TotalWatch implements AutoCloseable {
  /** Between two requests: adds half of it to a payment's delay, at a few percent of a core. */
  static final long PAUSE_MILLIS = 10;

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int OK = 200;

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  // Money must not pass through a double.
  private final JsonMapper json =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();
  private final HttpRequest request;
  private final Visibility visibility;
  private final AtomicLong answers = new AtomicLong();
  private final AtomicReference<String> last = new AtomicReference<>("{}");
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::watch, "watch the total");

  private TotalWatch(int port, Visibility visibility) {
    request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/total"))
            .timeout(PATIENCE)
            .build();
    this.visibility = visibility;
  }

  /** Starts to ask the service on this loopback port. */
  static TotalWatch start(int port, Visibility visibility) {
    TotalWatch watch = new TotalWatch(port, visibility);
    watch.thread.setDaemon(true);
    watch.thread.start();
    return watch;
  }

  private void watch() {
    try {
      while (!closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
        ask();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void ask() throws InterruptedException {
    try {
      HttpResponse<String> answer =
          http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      Visible at = Visible.now();
      if (answer.statusCode() == OK) {
        last.set(answer.body());
        answers.incrementAndGet();
        visibility.answered(OffsetTag.lows(answer.headers().firstValue("ETag").orElse("")), at);
      }
    } catch (IOException e) {
      // No answer: what it would have shown is seen in the next one, and its delay is the longer.
    }
  }

  /** How many answers came. */
  long answers() {
    return answers.get();
  }

  /** What the newest answer tells. */
  Total total() {
    try {
      JsonNode body = json.readTree(last.get());
      return new Total(
          new BigDecimal(body.path("totalAmount").asText("0")), body.path("totalCount").asLong());
    } catch (IOException e) {
      throw LedgerFailure.failed("/api/total answered " + last.get(), e);
    }
  }

  /**
   * All that was sold.
   *
   * @param amount in the ledger's currency
   * @param units pieces
   */
  record Total(BigDecimal amount, long units) {
    boolean isSameAs(Total other) {
      return amount.compareTo(other.amount) == 0 && units == other.units;
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
