package io.salesledger.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A file of which no row is a payment: most likely its columns were told wrong. */
@ExtendWith(Servers.Shared.class)
class NoPaymentsIT {
  private final Path folder;
  private final Servers servers;

  NoPaymentsIT(@TempDir Path folder, Servers servers) {
    this.folder = folder;
    this.servers = servers;
  }

  @Test
  void a_file_without_any_payment_fails_with_the_first_reason_each_time() throws Exception {
    Orders orders = Orders.write(folder.resolve("orders.csv"), 200);
    String[] wrong = {
      orders.file().toString(),
      "--columns",
      "order=order,product=price,price=sku,quantity=units,time=sold"
    };

    CommandRun run = CommandRun.ofImport(servers.settings("wrong", folder), wrong);
    CommandRun again = CommandRun.ofImport(servers.settings("wrong", folder), wrong);
    CommandRun right = imports("wrong", orders.file().toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("read 200 rows, appended 0 payments, rejected 200");
    assertThat(run.err())
        .last()
        .asString()
        .contains(
            "orders.csv was a payment: 200 rejected, the first on line 2: price is not a number:"
                + " 'SKU0'; are the columns right?; 0 payments were appended");
    assertThat(again.exitCode()).isEqualTo(1);
    assertThat(again.err()).last().asString().contains("200 rejected, for price is not a number;");
    assertThat(right.exitCode()).isZero();
    orders.assertOnLog(servers.readAll("wrong"), 1);
  }

  @Test
  void of_several_files_one_without_a_payment_fails_the_run_but_no_other() throws Exception {
    Orders orders = Orders.write(folder.resolve("orders.csv"), 200);
    Path free = folder.resolve("free.csv");
    Files.writeString(free, "order,sku,units,sold,price\n1,A,1,2024-05-01T10:00:00Z,free\n", UTF_8);
    Path none =
        Files.writeString(folder.resolve("none.csv"), "order,sku,units,sold,price\n", UTF_8);

    CommandRun run =
        imports("wrong_one", free.toString(), none.toString(), orders.file().toString(), "--json");

    assertThat(run.exitCode()).isEqualTo(1);
    JsonNode report = new JsonMapper().readTree(run.out());
    assertThat(report.get("failure").asText()).contains("free.csv was a payment: 1 rejected");
    assertThat(report.get("files")).hasSize(3).allMatch(file -> file.get("done").asBoolean());
    orders.assertOnLog(servers.readAll("wrong_one"), 1);
  }

  private CommandRun imports(String topic, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--columns", Orders.COLUMNS));
    return CommandRun.ofImport(servers.settings(topic, folder), all.toArray(String[]::new));
  }
}
