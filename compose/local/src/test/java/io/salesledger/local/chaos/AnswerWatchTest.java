package io.salesledger.local.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AnswerWatchTest {
  private static final String TOTAL = "{\"totalAmount\": 424.99, \"totalCount\": 2}";
  private static final String PRODUCTS =
      """
      [{"productId": "A", "amount": "125.00", "count": "1"},
       {"productId": "B", "amount": "299.99", "count": "1"}]""";

  private final AnswerWatch watch = new AnswerWatch();

  @Test
  void viewsThatAgreeAsOfTheSameOffsetsAreCompared() {
    tell("/api/total", "0:2", TOTAL);
    tell("/api/realtime", "0:2", PRODUCTS);
    tell("/api/timeline?limit=1", "0:2", "[{\"timestamp\": 0, \"value\": 424.99}]");
    tell("/api/timeline?limit=1&metric=count", "0:2", "[{\"timestamp\": 0, \"value\": 2}]");

    assertThat(watch.tally()).isEqualTo(new AnswerWatch.Tally(4, 0, 3, 0, List.of()));
  }

  @Test
  void productsThatDoNotSumUpToTheTotalOfTheSameOffsetsMixTwoStates() {
    tell("/api/total", "0:2", "{\"totalAmount\": 425.00, \"totalCount\": 2}");
    tell("/api/realtime", "0:2", PRODUCTS);

    assertThat(watch.tally().mismatched()).isEqualTo(1);
    assertThat(watch.tally().mismatches().get(0)).startsWith("/api/realtime ").contains("424.99");
  }

  @Test
  void productsAreComparedWithTheTotalOfTheirOwnOffsetsOnly() {
    tell("/api/total", "0:1", "{\"totalAmount\": 125.00, \"totalCount\": 1}");
    tell("/api/realtime", "0:2", PRODUCTS);

    assertThat(watch.tally().compared()).isZero();
    assertThat(watch.tally().mismatched()).isZero();
  }

  @Test
  void unitsAreComparedAsWellAsMoney() {
    tell("/api/total", "0:2", TOTAL);
    tell("/api/timeline?limit=1&metric=count", "0:2", "[{\"timestamp\": 0, \"value\": 3}]");

    assertThat(watch.tally().mismatched()).isEqualTo(1);
  }

  @Test
  void sameOffsetsAfterRedisWentBackMustTellTheSameTotal() {
    tell("/api/total", "0:2", TOTAL);
    tell("/api/total", "0:9", "{\"totalAmount\": 999.00, \"totalCount\": 9}");
    tell("/api/total", "0:2", "{\"totalAmount\": 849.98, \"totalCount\": 4}");

    assertThat(watch.tally().mismatched()).isEqualTo(1);
  }

  @Test
  void emptyLedgerTellsNothingTwice() {
    tell("/api/total", "", "{\"totalAmount\": 0.00, \"totalCount\": 0}");
    tell("/api/realtime", "", "[]");
    tell("/api/timeline?limit=1", "", "[]");

    assertThat(watch.tally().mismatched()).isZero();
  }

  @Test
  void damagedViewsAreAMismatchButAnAbsentServiceOrRedisIsNot() {
    watch.note("/api/total", Optional.empty());
    note(503, "/api/total", "", "{\"title\": \"Redis is away\"}");
    assertThat(watch.tally().unanswered()).isEqualTo(2);
    assertThat(watch.tally().mismatched()).isZero();

    note(500, "/api/total", "", "{\"title\": \"A view was changed\"}");
    assertThat(watch.tally().mismatched()).isEqualTo(1);
  }

  private void tell(String path, String tag, String body) {
    note(200, path, tag, body);
  }

  private void note(int status, String path, String tag, String body) {
    try {
      watch.note(
          path,
          Optional.of(
              new LedgerApi.Answer(
                  status,
                  tag,
                  JsonMapper.builder()
                      .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                      .build()
                      .readTree(body))));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
