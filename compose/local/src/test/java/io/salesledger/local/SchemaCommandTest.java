package io.salesledger.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpServer;
import io.salesledger.contract.SettingKey;
import io.salesledger.parts.LoopbackPorts;
import io.salesledger.schemas.PaymentSchemas;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code ledger schema} says where no registry answers: by the published files alone. */
class SchemaCommandTest {
  private static final String OPTIONAL_FIELD =
      "{\"name\":\"channel\",\"type\":[\"null\",\"string\"],\"default\":null}";

  private final Path folder;
  private final String registry = "http://127.0.0.1:" + LoopbackPorts.free();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  SchemaCommandTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeEach
  void writeFiles() throws IOException {
    write("ledger.properties", SettingKey.REGISTRY_URL.key() + "=" + registry);
    write("v4.avsc", with(OPTIONAL_FIELD));
    write("scale.avsc", PaymentSchemas.newest().toString().replace("\"scale\":2", "\"scale\":4"));
    write("text.avsc", "a payment");
    write("json.avsc", "{\"sale\": true}");
    write("default.avsc", with("{\"name\":\"channel\",\"type\":\"int\",\"default\":\"x\"}"));
  }

  @Test
  void a_schema_that_keeps_the_rules_may_be_the_next_version() {
    assertThat(run("schema", "check", "v4.avsc")).isZero();

    assertThat(out.toString().lines())
        .satisfiesExactly(
            files ->
                assertThat(files)
                    .isEqualTo("published files: v4.avsc is compatible with v1, v2, v3"),
            asked ->
                assertThat(asked)
                    .startsWith("registry at " + registry + ": not asked, it does not answer ("));
  }

  @Test
  void a_breach_is_a_line_with_field_and_rule_and_exit_code_one() {
    assertThat(run("schema", "check", "scale.avsc")).isEqualTo(1);

    assertThat(out.toString().lines())
        .startsWith(
            "productPrice: scale changed from 2 to 4"
                + " (v1; logical type, precision, scale and unit never change)",
            "published files: scale.avsc is not compatible with v1, v2, v3");
  }

  @Test
  void a_breach_for_machines() throws IOException {
    assertThat(run("schema", "check", "scale.avsc", "--json")).isEqualTo(1);

    JsonNode answer = json();
    assertThat(answer.at("/compatible").asBoolean(true)).isFalse();
    assertThat(answer.at("/published/breaches/0/field").asText()).isEqualTo("productPrice");
    assertThat(answer.at("/published/breaches/0/rule").asText()).isEqualTo("MEANING");
    assertThat(answer.at("/registry/asked").asBoolean(true)).isFalse();
  }

  @Test
  void a_published_version_is_known_again() throws IOException {
    write("same.avsc", PaymentSchemas.all().get(1).toString());

    assertThat(run("schema", "check", "same.avsc")).isZero();
    assertThat(out.toString().lines()).startsWith("published files: same.avsc is v2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "schema | ledger schema: Missing required subcommand: check, list, diff or register; see",
        "schema check | ledger schema check: Missing required parameter: 'FILE'; see",
        "schema check gone.avsc | ledger schema check: there is no file gone.avsc",
        "schema check . | ledger schema check: there is no file .",
        "schema check text.avsc | ledger schema check: text.avsc is no JSON:",
        "schema check json.avsc | ledger schema check: json.avsc is no Avro schema:",
        "schema check default.avsc | ledger schema check: default.avsc is no Avro schema:",
        "schema diff v1 v9 | ledger schema diff: there is no version v9; published are v1 to v3",
        "schema register text.avsc | ledger schema register: text.avsc is no JSON:",
      })
  void bad_input_is_one_line_and_exit_code_two(String arguments, String line) {
    assertThat(run(arguments.split(" ", -1))).isEqualTo(2);

    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .startsWith(line)
        .doesNotContain("Exception");
    assertThat(out.toString()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"schema check v4.avsc --registry", "schema register v4.avsc"})
  void a_registry_that_is_needed_and_away_is_one_line_and_exit_code_one(String arguments) {
    assertThat(run(arguments.split(" ", -1))).isEqualTo(1);

    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .contains("the schema registry at " + registry + " is not reachable (")
        .contains("start it, on this machine with ./ledger up, or set ledger.schema.registry.url");
  }

  @ParameterizedTest
  @CsvSource({
    "schema list, <html>not found</html>",
    "schema list, {\"error\":\"not found\"}",
    "schema list, ",
    "schema check v4.avsc, <html>not found</html>",
    "schema register v4.avsc, <html>not found</html>",
  })
  void what_is_no_registry_is_told_from_one_that_has_no_subject(
      String arguments, @Nullable String body) throws IOException {
    HttpServer other =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    other.createContext(
        "/",
        exchange -> {
          byte[] bytes = (body == null ? "" : body).getBytes(StandardCharsets.UTF_8);
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(404, bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    other.start();
    String url = "http://127.0.0.1:" + other.getAddress().getPort();
    write("ledger.properties", SettingKey.REGISTRY_URL.key() + "=" + url);
    try {
      assertThat(run(arguments.split(" ", -1))).isEqualTo(1);
    } finally {
      other.stop(0);
    }

    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .contains(url)
        .contains("has no Confluent API there")
        .contains("set ledger.schema.registry.url");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void the_versions_are_listed_with_their_fields() throws IOException {
    assertThat(run("schema", "list")).isZero();
    assertThat(out.toString().lines().map(line -> line.strip().replaceAll(" +", " ")))
        .contains("v1 - - orderId productId productPrice timestamp");

    out.getBuffer().setLength(0);
    assertThat(run("schema", "list", "--json")).isZero();
    assertThat(json().at("/versions")).hasSize(PaymentSchemas.VERSIONS);
    assertThat(json().at("/versions/2/published").asText()).isEqualTo("v3");
  }

  @Test
  void what_differs_is_told_in_words() throws IOException {
    assertThat(run("schema", "diff", "v1", "v2")).isZero();
    assertThat(out.toString().lines())
        .containsExactly(
            "quantity: added, int, default 1", "currency: added, null or string, default null");

    out.getBuffer().setLength(0);
    assertThat(run("schema", "diff", "v3", "3")).isZero();
    assertThat(out.toString().lines()).containsExactly("v3 and v3 say the same");

    out.getBuffer().setLength(0);
    assertThat(run("schema", "diff", "v3", "v4.avsc", "--json")).isZero();
    assertThat(json().at("/changes/0/field").asText()).isEqualTo("channel");
    assertThat(json().at("/changes/0/what").asText()).isEqualTo("FIELD_ADDED");
  }

  /** The newest version with one more field. */
  private static String with(String field) {
    return PaymentSchemas.newest().toString().replaceFirst("]}$", "," + field + "]}");
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private JsonNode json() throws IOException {
    return JsonMapper.builder().build().readTree(out.toString());
  }

  private int run(String... arguments) {
    CommandContext context =
        new CommandContext(
            folder,
            Map.of(),
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            Clock.systemUTC());
    return LedgerCommand.commandLine(context).execute(arguments);
  }
}
