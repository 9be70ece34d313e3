package io.salesledger.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.SettingKey;
import io.salesledger.local.TypedCommand.Answer;
import io.salesledger.local.stack.Addresses;
import io.salesledger.parts.SchemaRegistry;
import io.salesledger.schemas.PaymentSchemas;
import io.salesledger.schemas.RegistryClients;
import io.salesledger.schemas.SchemaRegistration;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ledger schema} with a real registry, to which another program forced a bad version. */
class SchemaCommandIT {
  // A registry's first answers on a busy machine take longer than a command waits for one.
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String SUBJECT = "sales_events-value";
  private static final String CHANNEL = with("channel");
  private static final String NOT_A_NAME = "{\"type\":\"record\",\"name\":\"1st\",\"fields\":[]}";

  private final Path folder;

  SchemaCommandIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void aVersionThatBreaksTheRulesIsNoMeasureOfLaterOnes() throws Exception {
    try (SchemaRegistry registry = SchemaRegistry.startInMemory(folder)) {
      write("ledger.properties", SettingKey.REGISTRY_URL.key() + "=" + registry.url());
      write("channel.avsc", CHANNEL);
      write("shop.avsc", with("shop"));
      write("both.avsc", CHANNEL.replaceFirst("]}$", "," + field("shop") + "]}"));
      LedgerSettings settings = Addresses.load(Map.of(), Map.of(), folder, Map.of());
      SchemaRegistration.ensure(settings, PATIENCE);
      assertThat(run("schema", "register", "channel.avsc").exitCode()).isZero();
      force(settings, PaymentSchemas.newest().toString().replace("\"scale\":2", "\"scale\":4"));

      goodOneIsJudgedByTheGoodOnesOnly(registry);
      assertThat(run("schema", "check", "shop.avsc").out())
          .as("of version 4, which is good, nothing may be missing")
          .anyMatch(line -> line.startsWith("channel: removed"))
          .last()
          .asString()
          .contains("shop.avsc is not compatible with versions 1, 2, 3, 4 of");
      assertThat(run("schema", "register", "both.avsc").err()).isEmpty();
      assertThat(run("schema", "check", "both.avsc").out())
          .last()
          .asString()
          .contains("both.avsc is version 6, id ");
    }
  }

  @Test
  void aVersionThatAvroCannotParseIsListedAndTheRegistrysOwnRefusalTold() throws Exception {
    try (SchemaRegistry registry = SchemaRegistry.startInMemory(folder)) {
      write("ledger.properties", SettingKey.REGISTRY_URL.key() + "=" + registry.url());
      write("shop.avsc", with("shop"));
      LedgerSettings settings = Addresses.load(Map.of(), Map.of(), folder, Map.of());
      SchemaRegistration.ensure(settings, PATIENCE);
      forceUnchecked(settings, registry, NOT_A_NAME);

      Answer listed = run("schema", "list");
      assertThat(listed.err()).isEmpty();
      assertThat(listed.out()).anyMatch(line -> line.matches("- +4 +[0-9]+ *"));
      assertThat(run("schema", "check", "shop.avsc").err())
          .singleElement()
          .asString()
          .contains("refuses to answer: Could not execute compatibility rule");
    }
  }

  /** As whoever takes the rule away for a moment. */
  private static void forceUnchecked(LedgerSettings settings, SchemaRegistry registry, String text)
      throws Exception {
    try (SchemaRegistryClient client = RegistryClients.connect(settings.registry())) {
      String rule = client.getCompatibility(SUBJECT);
      String unused = client.updateCompatibility(SUBJECT, "NONE");
      Map<String, String> content = Map.of("content", text, "contentType", "application/json");
      String body = JsonMapper.builder().build().writeValueAsString(Map.of("content", content));
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(
                          URI.create(registry.url())
                              .resolve("/apis/registry/v3/groups/default/artifacts/")
                              .resolve(SUBJECT + "/versions"))
                      .header("Content-Type", "application/json")
                      .POST(BodyPublishers.ofString(body))
                      .build(),
                  BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      unused = client.updateCompatibility(SUBJECT, rule);
    }
  }

  private void goodOneIsJudgedByTheGoodOnesOnly(SchemaRegistry registry) throws Exception {
    assertThat(run("schema", "check", "both.avsc"))
        .isEqualTo(
            new Answer(
                0,
                List.of(
                    "published files: both.avsc is compatible with v1, v2, v3",
                    "registered version 5 is passed over: productPrice: scale changed from 2 to 4"
                        + " (v1; logical type, precision, scale and unit never change)",
                    "registry at "
                        + registry.url()
                        + ": both.avsc is compatible with versions 1, 2, 3, 4 of "
                        + SUBJECT),
                List.of()));
    JsonNode json =
        JsonMapper.builder()
            .build()
            .readTree(run("schema", "check", "both.avsc", "--json").out().get(0));
    assertThat(json.at("/registry/passedOver/0/version").asInt()).isEqualTo(5);
    assertThat(json.at("/compatible").asBoolean(false)).isTrue();
  }

  /** As whoever does not ask the ledger; to a registry both are the same bytes. */
  private static void force(LedgerSettings settings, String schema) throws Exception {
    try (SchemaRegistryClient client = RegistryClients.connect(settings.registry())) {
      int unused = client.register(SUBJECT, new AvroSchema(schema));
    }
  }

  /** The newest version with one more field. */
  private static String with(String name) {
    return PaymentSchemas.newest().toString().replaceFirst("]}$", "," + field(name) + "]}");
  }

  private static String field(String name) {
    return "{\"name\":\"" + name + "\",\"type\":[\"null\",\"string\"],\"default\":null}";
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private Answer run(String... arguments) {
    return TypedCommand.run(folder, arguments);
  }
}
