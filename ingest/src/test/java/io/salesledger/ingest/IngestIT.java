package io.salesledger.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.parts.LoopbackPorts;
import io.salesledger.schemas.PaymentSchemas;
import io.salesledger.schemas.SalesTopic;
import io.salesledger.schemas.SchemaRegistration;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The commands against a real broker and a real registry; what they appended is read back. */
@ExtendWith(Servers.Shared.class)
class IngestIT {
  private static final String COLUMNS =
      "order=Invoice,product=Code,price=Price,quantity=Qty,time=At";
  private static final List<String> FORMAT =
      List.of("--columns", COLUMNS, "--time-format", "yyyy-MM-dd HH:mm:ss", "--zone", "UTC");

  private final Path folder;
  private final Servers servers;

  IngestIT(@TempDir Path folder, Servers servers) {
    this.folder = folder;
    this.servers = servers;
  }

  @Test
  void what_is_imported_is_on_the_log_to_the_last_cent() throws Exception {
    LedgerSettings settings = settings("imported");
    Shop shop = new Shop(11, 20_000);
    String plain = write("shop.csv", shop.csv().getBytes(UTF_8));
    String gzip = write("shop.csv.gz", gzip(shop.csv()));

    CommandRun run = imports(settings, List.of(plain, gzip, "--json"));

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    JsonNode report = new JsonMapper().readTree(run.out());
    assertThat(report.get("read").asLong()).isEqualTo(40_000);
    assertThat(report.get("appended").asLong()).isEqualTo(40_000);
    assertThat(report.get("rejected")).isEmpty();
    List<LogReader.Read> log = readAll("imported");
    assertThat(log).hasSize(40_000);
    assertThat(amounts(log)).isEqualTo(twice(shop.amounts()));
    assertThat(units(log)).isEqualTo(twice(shop.units()));
    assertThat(log).allMatch(read -> read.key().equals(read.product()));
    assertThat(log)
        .extracting(LogReader.Read::schemaId)
        .containsOnly(SchemaRegistration.ensure(settings, Duration.ZERO).newestId());
  }

  @Test
  void rows_that_are_no_payments_are_kept_with_line_and_reason_and_the_rest_goes_on()
      throws Exception {
    String file =
        write(
            "mixed.csv",
            (Shop.HEADER
                    + "1,A,one,2,2010-12-01 08:26:00,2.50\n"
                    + "2,A,\"two\nlines\",1,2010-12-01 08:26:00,-1\n"
                    + "3,A,three,0,2010-12-01 08:26:00,1\n"
                    + "4,A,a, comma,1,2010-12-01 08:26:00,1\n"
                    + "5,B,five,-3,2010-12-01 08:26:00,1.230\n"
                    + "6,B,six,1,2010-12-01 08:26:00,1.234\n"
                    + "7,\"B\" z,seven,1,2010-12-01 08:26:00,1\n"
                    + "8,B,eight,1,2010-12-01 08:26:00,1\n")
                .getBytes(UTF_8));
    Path rejects = folder.resolve("rejects.csv");

    CommandRun run = imports(settings("mixed"), List.of(file, "--rejects", rejects.toString()));

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains("read 8 rows, appended 3 payments, rejected 5")
        .contains("rejected 1: negative price");
    String name = file + ",";
    assertThat(Files.readString(rejects, UTF_8).lines())
        .containsExactly(
            "file,line,reason,detail,row",
            name + "3,negative price,-1,\"2,A,\"\"two",
            "lines\"\",1,2010-12-01 08:26:00,-1\"",
            name + "5,quantity 0,0,\"3,A,three,0,2010-12-01 08:26:00,1\"",
            name
                + "6,row cannot be read,7 fields where the header has 6,"
                + "\"4,A,a, comma,1,2010-12-01 08:26:00,1\"",
            name
                + "8,price with more than two decimals,1.234,"
                + "\"6,B,six,1,2010-12-01 08:26:00,1.234\"",
            name
                + "9,row cannot be read,has text behind a closing quote,"
                + "\"7,\"\"B\"\" z,seven,1,2010-12-01 08:26:00,1\"");
    List<LogReader.Read> log = readAll("mixed");
    assertThat(amounts(log)).isEqualTo(Map.of("A", 500L, "B", -269L));
    assertThat(units(log)).isEqualTo(Map.of("A", 2L, "B", -2L));
  }

  @Test
  void without_a_rejects_file_the_first_ten_are_shown() throws Exception {
    StringBuilder csv = new StringBuilder(Shop.HEADER + "1,A,x,1,2010-12-01 08:26:00,1\n");
    csv.append("2,A,x,0,2010-12-01 08:26:00,1\n".repeat(25));

    CommandRun run =
        imports(settings("shown"), List.of(write("zero.csv", csv.toString().getBytes(UTF_8))));

    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).hasSize(11);
    assertThat(run.err().get(0)).contains("zero.csv line 3: quantity 0");
    assertThat(run.out()).contains("rejected 25: quantity 0");
  }

  @Test
  void ndjson_is_imported_as_csv_is() throws Exception {
    String file =
        write(
            "shop.ndjson",
            """
            \uFEFF{"Invoice":"1","Code":"A","Price":12.5,"Qty":2,"At":1291191960000}

            {"Invoice":2,"Code":"A","Price":"0.10","At":"2010-12-01T08:26:00Z"}
            {"Invoice":3,"Code":"A","Price":0.101,"At":"2010-12-01T08:26:00Z"}
            not json
            """
                .getBytes(UTF_8));

    CommandRun run = CommandRun.ofImport(settings("ndjson"), file, "--columns", COLUMNS, "--json");

    JsonNode report = new JsonMapper().readTree(run.out());
    assertThat(report.get("appended").asLong()).isEqualTo(2);
    assertThat(report.get("rejected").get("fractional-price").asLong()).isEqualTo(1);
    assertThat(report.get("rejected").get("unreadable-row").asLong()).isEqualTo(1);
    assertThat(run.err().get(0)).contains("shop.ndjson line 4");
    assertThat(amounts(readAll("ndjson"))).isEqualTo(Map.of("A", 2510L));
  }

  @Test
  void a_topic_that_would_lose_sales_is_refused_and_left_empty() throws Exception {
    LedgerSettings settings = settings("finite");
    try (Admin admin = SalesTopic.connect(settings.kafka())) {
      NewTopic topic = new NewTopic("finite", Optional.of(1), Optional.empty());
      admin.createTopics(List.of(topic.configs(Map.of("retention.ms", "1000")))).all().get();
    }
    String file =
        write("one.csv", (Shop.HEADER + "1,A,x,1,2010-12-01 08:26:00,1\n").getBytes(UTF_8));

    CommandRun run = imports(settings, List.of(file));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .singleElement()
        .asString()
        .contains("kafka-configs.sh", "retention.ms=-1");
    assertThat(readAll("finite")).isEmpty();
  }

  @Test
  void an_absent_registry_is_told_and_nothing_is_appended() throws Exception {
    LedgerSettings settings =
        CommandRun.settings(
            servers.kafka().bootstrapServers(),
            "http://127.0.0.1:" + LoopbackPorts.free(),
            "unregistered",
            folder);

    CommandRun run = CommandRun.ofGenerate(settings, "--rate", "10", "--count", "1");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).singleElement().asString().contains("schema registry", "not reachable");
    assertThat(readAll("unregistered")).isEmpty();
  }

  @Test
  void ten_products_are_generated_by_default_and_as_many_refunds_as_asked_for() {
    CommandRun run =
        CommandRun.ofGenerate(
            settings("refunds"), "--rate", "100000", "--count", "5000", "--refunds", "10");

    assertThat(run.exitCode()).isZero();
    List<LogReader.Read> log = readAll("refunds");
    assertThat(log)
        .extracting(LogReader.Read::product)
        .containsOnly(IntStream.range(0, 10).mapToObj(n -> "PRODUCTID" + n).toArray(String[]::new));
    // The first ones find no sale to refund.
    assertThat(log.stream().filter(read -> read.signedUnits() < 0).count()).isBetween(300L, 600L);
  }

  @Test
  void the_same_seed_generates_the_same_sums() {
    String[] options = {
      "--rate",
      "100000",
      "--count",
      "5000",
      "--products",
      "7",
      "--seed",
      "42",
      "--refunds",
      "10",
      "--json"
    };

    CommandRun one = CommandRun.ofGenerate(settings("one"), options);
    CommandRun two = CommandRun.ofGenerate(settings("two"), options);

    assertThat(one.exitCode()).isZero();
    assertThat(one.out()).contains("\"generated\":5000,\"appended\":5000").contains("\"seed\":42");
    assertThat(two.exitCode()).isZero();
    assertThat(readAll("one")).hasSize(5000);
    assertThat(amounts(readAll("one"))).hasSize(7).isEqualTo(amounts(readAll("two")));
  }

  @Test
  void payments_are_generated_as_any_version_says_them() throws Exception {
    LedgerSettings settings = settings("versions");
    String file =
        write(
            "v4.avsc",
            PaymentSchemas.newest()
                .toString()
                .replaceFirst(
                    "]}$", ",{\"name\":\"channel\",\"type\":\"string\",\"default\":\"web\"}]}")
                .getBytes(UTF_8));
    List<Integer> ids = SchemaRegistration.ensure(settings, Duration.ofMinutes(1)).ids();
    for (String version : List.of("v1", "v2", "v3")) {
      CommandRun run =
          CommandRun.ofGenerate(
              settings, "--rate", "10000", "--count", "100", "--seed", "1", "--schema", version);
      assertThat(run.err()).isEmpty();
      assertThat(run.exitCode()).isZero();
    }

    CommandRun unregistered =
        CommandRun.ofGenerate(settings, "--rate", "10", "--count", "1", "--schema", file);

    assertThat(unregistered.exitCode()).isEqualTo(1);
    assertThat(unregistered.err())
        .singleElement()
        .asString()
        .contains("v4.avsc is not registered under versions-value; ledger schema register");
    List<LogReader.Read> log = servers.readAll("versions", ids);
    assertThat(log).hasSize(300);
    assertThat(log.stream().map(LogReader.Read::schemaId).distinct())
        .containsExactlyInAnyOrderElementsOf(ids);
    assertThat(amounts(ofId(log, ids.get(1)))).isEqualTo(amounts(ofId(log, ids.get(2))));
    // The first version has no quantity: each payment is one unit.
    assertThat(units(ofId(log, ids.get(0))).values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(100);
  }

  private static List<LogReader.Read> ofId(List<LogReader.Read> log, int schemaId) {
    return log.stream().filter(read -> read.schemaId() == schemaId).toList();
  }

  private LedgerSettings settings(String topic) {
    return servers.settings(topic, folder);
  }

  private List<LogReader.Read> readAll(String topic) {
    return servers.readAll(topic);
  }

  private static CommandRun imports(LedgerSettings settings, List<String> arguments) {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(FORMAT);
    return CommandRun.ofImport(settings, all.toArray(String[]::new));
  }

  private String write(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes).toString();
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  private static Map<String, Long> amounts(List<LogReader.Read> log) {
    Map<String, Long> sums = new HashMap<>();
    log.forEach(read -> sums.merge(read.product(), read.signedAmountMinor(), Long::sum));
    return sums;
  }

  private static Map<String, Long> units(List<LogReader.Read> log) {
    Map<String, Long> sums = new HashMap<>();
    log.forEach(read -> sums.merge(read.product(), read.signedUnits(), Long::sum));
    return sums;
  }

  private static Map<String, Long> twice(Map<String, Long> sums) {
    Map<String, Long> doubled = new HashMap<>();
    sums.forEach((product, sum) -> doubled.put(product, 2 * sum));
    return doubled;
  }
}
