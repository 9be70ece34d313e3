package io.salesledger.queryapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.salesledger.queryapi.support.ServiceFixture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** What OpenAPI says of answers and parameters is so. */
@TestInstance(Lifecycle.PER_CLASS)
final class OpenApiIT {
  private final ObjectMapper json = new ObjectMapper();
  private final ServiceFixture fixture;
  private final JsonNode described;

  OpenApiIT(@TempDir Path folder) throws IOException, InterruptedException {
    fixture = new ServiceFixture(folder, Map.of());
    described = json.readTree(fixture.api().body("/q/openapi?format=json"));
  }

  @AfterAll
  void stop() {
    fixture.close();
  }

  @Test
  void givenALedgerThatNobodyHasClaimedThenItsAnswerIsAsDescribed() throws Exception {
    fixture.redis().jedis().flushAll();
    assertThatAnswerIsAsDescribed("/api/ledger", "/api/ledger", "200", "application/json");
  }

  @Test
  void givenALedgerOfItsFirstMomentThenItsAnswersAreAsDescribed() throws Exception {
    fixture.redis().emptyLedger(3);
    fixture.redis().run("DEL sales:heartbeat:3");
    fixture
        .redis()
        .run("XADD sales:quarantine * partition 3 offset 7 schemaId '' reason r detail d");

    for (String path : List.of("/api/ledger", "/api/quarantine", "/api/window", "/api/total")) {
      assertThatAnswerIsAsDescribed(path, path, "200", "application/json");
    }
  }

  @Test
  void givenRangesAndAPortionAboveLowThenTheyAreAsDescribed() throws Exception {
    fixture.redis().emptyLedger(3);
    fixture.redis().run("HSET sales:ledger:3 ranges 2-4,9-12/x746561/2 applied 4");

    assertThat(fixture.api().body("/api/ledger")).contains("\"below\":\"x746561\"");
    assertThatAnswerIsAsDescribed("/api/ledger", "/api/ledger", "200", "application/json");
  }

  @Test
  void givenFiguresThenTheirAnswersAreAsDescribed() throws Exception {
    fixture.redis().twoPayments();
    for (String path :
        List.of(
            "/api/realtime",
            "/api/realtime/amount",
            "/api/realtime/count",
            "/api/timeline",
            "/api/leaderboard")) {
      assertThatAnswerIsAsDescribed(path, path, "200", "application/json");
      assertThat(described.at("/paths").get(path).at("/get/responses").has("304")).isTrue();
    }
  }

  @Test
  void givenAProblemThenItIsAsDescribed() throws Exception {
    fixture.redis().twoPayments();
    String media = "application/problem+json";
    assertThatAnswerIsAsDescribed("/api/timeline?limit=0", "/api/timeline", "400", media);
    assertThatAnswerIsAsDescribed(
        "/api/timeline/NOBODY", "/api/timeline/{productId}", "404", media);
    assertThat(described.at("/paths/~1api~1total/get/responses").has("503")).isTrue();
  }

  @Test
  void givenAParameterThenItsBoundsAndNamesAreDescribed() {
    assertThat(parameter("/api/timeline", "limit").toString())
        .contains("\"minimum\":1", "\"maximum\":1440", "\"default\":20");
    assertThat(parameter("/api/leaderboard", "topN").toString())
        .contains("\"minimum\":1", "\"maximum\":1000", "\"default\":5");
    assertThat(parameter("/api/leaderboard", "metric").at("/schema/enum").toString())
        .isEqualTo("[\"amount\",\"count\"]");
    assertThat(parameter("/api/timeline", "view").at("/schema/enum").toString())
        .isEqualTo("[\"cumulative\",\"minute\"]");
  }

  private JsonNode parameter(String path, String name) {
    for (JsonNode one : described.get("paths").get(path).at("/get/parameters")) {
      if (one.get("name").asText().equals(name)) {
        return one;
      }
    }
    throw new AssertionError("no parameter " + name + " of " + path);
  }

  private void assertThatAnswerIsAsDescribed(String asked, String path, String status, String media)
      throws Exception {
    JsonNode schema =
        described
            .get("paths")
            .get(path)
            .at("/get/responses/" + status + "/content")
            .path(media)
            .path("schema");
    assertThat(schema.isMissingNode()).as("%s of %s is described", status, path).isFalse();
    check(json.readTree(fixture.api().get(asked).body()), schema, asked);
  }

  private void check(JsonNode value, JsonNode schema, String where) {
    if (schema.has("$ref")) {
      check(value, described.at(schema.get("$ref").asText().substring(1)), where);
      return;
    }
    String type = typeOf(value);
    if (schema.has("anyOf")) {
      // An object or null: a value must be as one of them says.
      for (JsonNode one : schema.get("anyOf")) {
        if (one.has("$ref") ? value.isObject() : one.get("type").asText().equals(type)) {
          check(value, one, where);
          return;
        }
      }
      throw new AssertionError(where + " is " + type + ", described as " + schema);
    }
    assertThat(schema.get("type").toString()).as(where).contains('"' + type + '"');
    for (JsonNode one : value.isArray() ? value : json.createArrayNode()) {
      check(one, schema.get("items"), where + "[]");
    }
    value
        .properties()
        .forEach(
            one -> {
              String name = where + "." + one.getKey();
              JsonNode property = schema.at("/properties").path(one.getKey());
              JsonNode any = schema.path("additionalProperties");
              assertThat(property.isObject() || any.isObject()).as(name).isTrue();
              check(one.getValue(), property.isObject() ? property : any, name);
            });
  }

  private static String typeOf(JsonNode value) {
    return switch (value.getNodeType()) {
      case ARRAY -> "array";
      case BOOLEAN -> "boolean";
      case NULL -> "null";
      case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
      case STRING -> "string";
      default -> "object";
    };
  }
}
