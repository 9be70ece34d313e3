package io.salesledger.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Asks the query API again and again: two answers as of the same offsets say the same, the sum of
 * all products is the total, and offsets that were counted stay counted.
 */
final class SteadyApi implements AutoCloseable {
  /** As many answers are remembered to be compared with later ones. */
  private static final int REMEMBERED = 64;

  private final URI address;
  private final HttpClient http = HttpClient.newHttpClient();
  private final JsonMapper json = JsonMapper.builder().build();
  private final Map<String, BigDecimal> amountAsOf =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, BigDecimal> eldest) {
          return size() > REMEMBERED;
        }
      };
  private final AtomicLong compared = new AtomicLong();
  private final AtomicReference<Throwable> wrong = new AtomicReference<>();
  private final Thread thread = new Thread(this::readOn, "steady-api");
  private volatile boolean enough;
  private long counted;

  private SteadyApi(int port) {
    this.address = URI.create("http://127.0.0.1:" + port);
  }

  static SteadyApi read(int port) {
    SteadyApi api = new SteadyApi(port);
    api.thread.start();
    return api;
  }

  private void readOn() {
    try {
      while (!enough) {
        HttpResponse<String> total = get("/api/total");
        if (!isLate(total)) {
          remember(total, json.readTree(total.body()).get("totalAmount").decimalValue());
        }
        HttpResponse<String> products = get("/api/realtime");
        if (!isLate(products)) {
          remember(products, sum(products));
        }
      }
    } catch (IOException | AssertionError | RuntimeException e) {
      wrong.set(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private BigDecimal sum(HttpResponse<String> products) throws IOException {
    BigDecimal sum = BigDecimal.ZERO;
    for (JsonNode product : json.readTree(products.body())) {
      sum = sum.add(new BigDecimal(product.get("amount").asText()));
    }
    return sum;
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(address.resolve(path)).build(),
            HttpResponse.BodyHandlers.ofString());
    if (!isLate(answer)) {
      assertThat(answer.statusCode()).as(path).isEqualTo(200);
    }
    return answer;
  }

  /** As when a busy machine makes Redis slow: nothing is said, so nothing wrong. */
  private static boolean isLate(HttpResponse<String> answer) {
    return answer.statusCode() == 503 && answer.body().contains("does not answer\"");
  }

  private void remember(HttpResponse<String> answer, BigDecimal amount) {
    String tag = answer.headers().firstValue("ETag").orElseThrow();
    long offsets =
        Arrays.stream(tag.replace("\"", "").split("-", -1))
            .mapToLong(one -> Long.parseLong(one.replaceAll(".*:|\\+.*", "")))
            .sum();
    assertThat(offsets).as("offsets counted, after %s", counted).isGreaterThanOrEqualTo(counted);
    counted = offsets;
    BigDecimal before = amountAsOf.putIfAbsent(tag, amount);
    if (before != null) {
      assertThat(amount).as(tag).isEqualByComparingTo(before);
      compared.incrementAndGet();
    }
  }

  /** How many answers were compared with one as of the same offsets; throws if one was wrong. */
  long compared() {
    assertThat(wrong.get()).isNull();
    return compared.get();
  }

  @Override
  public void close() {
    enough = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
