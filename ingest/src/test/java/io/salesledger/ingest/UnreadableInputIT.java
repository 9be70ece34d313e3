package io.salesledger.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What can't be read to its end, and what becomes of it once it is mended. */
@ExtendWith(Servers.Shared.class)
class UnreadableInputIT {
  private static final int ROWS = 20_000;

  private final Path folder;
  private final Servers servers;

  UnreadableInputIT(@TempDir Path folder, Servers servers) {
    this.folder = folder;
    this.servers = servers;
  }

  @Test
  void a_gzip_that_is_cut_off_is_refused_and_once_whole_imported_once() throws Exception {
    Orders orders = Orders.write(folder.resolve("cut.csv"), ROWS);
    byte[] whole = gzip(Files.readAllBytes(orders.file()));

    assertImportedOnceMended(
        "cut", orders, Arrays.copyOf(whole, whole.length * 2 / 3), whole, "gzip data is cut off");
  }

  @Test
  void a_quote_that_is_not_closed_is_refused_and_once_it_is_imported_once() throws Exception {
    Orders orders = Orders.write(folder.resolve("open.csv"), ROWS);
    String whole = Files.readString(orders.file(), UTF_8);
    int lastRows = whole.lastIndexOf("SKU", whole.length() - 200);
    String open = whole.substring(0, lastRows) + '"' + whole.substring(lastRows);

    assertImportedOnceMended(
        "open", orders, open.getBytes(UTF_8), whole.getBytes(UTF_8), "a quote that is not closed");
  }

  private void assertImportedOnceMended(
      String topic, Orders orders, byte[] broken, byte[] mended, String why) throws Exception {
    Path file = Files.write(folder.resolve("input"), broken);
    CommandRun refused = imports(topic, file);
    Files.write(file, mended);
    CommandRun imported = imports(topic, file);

    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err())
        .singleElement()
        .asString()
        .contains("cannot read " + file, why, "; nothing was appended");
    assertThat(imported.exitCode()).isZero();
    orders.assertOnLog(servers.readAll(topic), 1);
  }

  @Test
  void a_stream_that_is_cut_off_tells_where_to_go_on_with_another() throws Exception {
    Orders orders = Orders.write(folder.resolve("cut.csv"), ROWS);
    byte[] whole = gzip(Files.readAllBytes(orders.file()));
    String topic = "cut_stream";
    CommandRun ended;
    try (ImportProcess run =
        ImportProcess.start(servers, topic, folder, "-", "--columns", Orders.COLUMNS)) {
      try (OutputStream stdin = run.process().getOutputStream()) {
        stdin.write(whole, 0, whole.length * 2 / 3);
      }
      ended = run.end();
    }

    int appended = servers.readAll(topic).size();
    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(appended).isPositive();
    assertThat(ended.err())
        .last()
        .asString()
        .contains(
            "cannot read standard input: its gzip data is cut off; after line ",
            "mended it counts as another input",
            String.format("; %,d payments were appended", appended));
  }

  @Test
  void a_stream_goes_on_behind_the_last_line_of_its_last_row() throws Exception {
    StringBuilder text = new StringBuilder("order,sku,units,sold,price,remark\n");
    for (int row = 0; row < Probe.ROWS; row++) {
      text.append(row).append(",SKU1,1,2024-05-01T10:00:00Z,1.00,\n");
    }
    text.append("last,SKU1,1,2024-05-01T10:00:00Z,1.00,\"two\nlines\"\n");
    text.append("bad,SKU1,1,2024-05-01T10:00:00Z,1.00,\"not closed\nmore\n");
    CommandRun ended;
    try (ImportProcess run =
        ImportProcess.start(servers, "last_line", folder, "-", "--columns", Orders.COLUMNS)) {
      try (OutputStream stdin = run.process().getOutputStream()) {
        stdin.write(text.toString().getBytes(UTF_8));
      }
      ended = run.end();
    }

    assertThat(servers.readAll("last_line")).hasSize(Probe.ROWS + 1);
    assertThat(ended.err())
        .last()
        .asString()
        .contains("line 104: a row that runs on to line 105", "; after line 103; mended it counts");
  }

  private CommandRun imports(String topic, Path file) {
    return CommandRun.ofImport(
        servers.settings(topic, folder), file.toString(), "--columns", Orders.COLUMNS);
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(plain);
    }
    return bytes.toByteArray();
  }
}
