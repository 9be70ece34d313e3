package io.salesledger.local.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.salesledger.contract.SettingKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * What can be known of compose/ without a container engine: it is a Compose file, its images are
 * pinned, its ports are local, what waits for a health check waits for one that exists, what it
 * mounts is what the build makes, its settings are keys of the ledger.
 *
 * <p>The schema is the Compose Specification's own (Apache License 2.0).
 */
class ComposeFileIT {
  private static final Path COMPOSE = BuiltCheckout.source().resolve("compose");
  private static final JsonNode FILE = yaml(COMPOSE.resolve("docker-compose.yml"));

  @Test
  void isValidByTheSpecificationsSchema() throws IOException {
    try (InputStream schema = ComposeFileIT.class.getResourceAsStream("compose-spec.json")) {
      ObjectNode specification = (ObjectNode) JsonMapper.builder().build().readTree(schema);
      // Names, not addresses: the draft is told below.
      specification.remove(List.of("$schema", "$id"));
      JsonSchema checker =
          JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(specification);
      assertThat(checker.validate(FILE)).isEmpty();
      assertThat(checker.validate(FILE.deepCopy().withObject("/services/redis").put("imag", "x")))
          .as("a mistake is found")
          .isNotEmpty();
    }
  }

  @Test
  void everyImageIsPinned() {
    assertThat(services())
        .allSatisfy(
            service ->
                assertThat(service.path("image").asText()).matches("[a-z/-]+:[0-9]+\\.[0-9]+.*"));
  }

  @Test
  void everyPortIsPublishedOnTheLoopbackAddressOnly() {
    assertThat(services())
        .flatExtracting(service -> texts(service.path("ports")))
        .isNotEmpty()
        .allSatisfy(port -> assertThat(port).startsWith("127.0.0.1:"));
  }

  @Test
  void whoeverIsWaitedForCanBeWaitedFor() {
    for (JsonNode service : services()) {
      service
          .path("depends_on")
          .properties()
          .forEach(
              other -> {
                JsonNode awaited = FILE.at("/services/" + other.getKey());
                switch (other.getValue().path("condition").asText()) {
                  case "service_healthy" ->
                      assertThat(awaited.path("healthcheck").isObject())
                          .as(other.getKey())
                          .isTrue();
                  case "service_completed_successfully" ->
                      assertThat(awaited.path("restart").asText())
                          .as(other.getKey())
                          .isEqualTo("no");
                  default -> throw new AssertionError("no condition: " + other);
                }
              });
    }
  }

  @Test
  void whatIsMountedIsInTheRepositoryOrMadeByItsBuild() {
    List<String> named = new ArrayList<>();
    FILE.path("volumes").fieldNames().forEachRemaining(named::add);
    assertThat(services())
        .flatExtracting(service -> sources(service.path("volumes")))
        .isNotEmpty()
        .allSatisfy(
            source ->
                assertThat(named.contains(source) || Files.exists(COMPOSE.resolve(source)))
                    .as(source)
                    .isTrue());
  }

  /** What a service's volumes stand for, in the short form or the long one. */
  private static List<String> sources(JsonNode volumes) {
    List<String> sources = new ArrayList<>();
    for (JsonNode volume : volumes) {
      sources.add(
          volume.isTextual() ? volume.asText().split(":", 2)[0] : volume.path("source").asText());
    }
    return sources;
  }

  @Test
  void whatTheBuildMakesIsNotMadeByTheEngine() {
    assertThat(services())
        .flatExtracting(service -> List.copyOf(binds(service.path("volumes"))))
        .filteredOn(bind -> bind.path("source").asText().contains("target"))
        .hasSize(4)
        .allSatisfy(
            bind ->
                assertThat(bind.path("bind").path("create_host_path").asBoolean(true)).isFalse());
    assertThat(services())
        .flatExtracting(service -> texts(service.path("volumes")))
        .noneMatch(volume -> volume.contains("target"));
  }

  private static List<JsonNode> binds(JsonNode volumes) {
    List<JsonNode> binds = new ArrayList<>();
    volumes.forEach(
        volume -> {
          if (volume.path("type").asText().equals("bind")) {
            binds.add(volume);
          }
        });
    return binds;
  }

  @Test
  void everySettingIsAKeyOfTheLedger() {
    List<String> names = new ArrayList<>();
    for (JsonNode service : services()) {
      service.path("environment").fieldNames().forEachRemaining(names::add);
    }
    assertThat(names)
        .filteredOn(name -> name.startsWith("LEDGER_"))
        .isNotEmpty()
        .allSatisfy(
            name ->
                assertThat(SettingKey.of(name.toLowerCase(Locale.ROOT).replace('_', '.')))
                    .as(name)
                    .isPresent());
  }

  @Test
  void stormsSettingsAreYaml() {
    assertThat(
            Stream.of("storm/storm.yaml", "storm/container/storm.yaml")
                .map(COMPOSE::resolve)
                .map(ComposeFileIT::yaml))
        .allSatisfy(
            settings -> {
              assertThat(settings.path("nimbus.seeds").size()).isPositive();
              assertThat(settings.path("worker.childopts").asText()).contains("-Xmx");
            });
  }

  private static List<JsonNode> services() {
    List<JsonNode> services = new ArrayList<>();
    FILE.path("services").forEach(services::add);
    assertThat(services).hasSizeGreaterThan(8);
    return services;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  /** With YAML's merge keys, which Jackson's own reader leaves alone. */
  private static JsonNode yaml(Path file) {
    try (InputStream text = Files.newInputStream(file)) {
      ObjectMapper mapper = JsonMapper.builder().build();
      return mapper.valueToTree(new Yaml(new SafeConstructor(new LoaderOptions())).load(text));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
