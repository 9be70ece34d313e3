package io.salesledger.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A CSV file of numbered orders, some of which cannot be payments: what must come of it is known
 * from making it. Each order stands on the log as often as the file was imported.
 */
final class Orders {
  static final String COLUMNS = "order=order,product=sku,price=price,quantity=units,time=sold";

  private static final String HEADER = "order,sku,units,sold,price";
  private static final int EVERY_REJECTED = 97;

  private final Path file;
  private final List<String> good = new ArrayList<>();
  private final List<Long> rejectedLines = new ArrayList<>();

  private Orders(Path file) {
    this.file = file;
  }

  static Orders write(Path file, int rows) throws IOException {
    Orders orders = new Orders(file);
    List<String> lines = new ArrayList<>();
    lines.add(HEADER);
    for (int row = 0; row < rows; row++) {
      boolean bad = row % EVERY_REJECTED == EVERY_REJECTED - 1;
      String order = file.getFileName() + "-" + row;
      lines.add(order + ",SKU" + row % 31 + ",2,2024-05-01T10:00:00Z," + (bad ? "free" : "1.25"));
      if (bad) {
        orders.rejectedLines.add((long) lines.size());
      } else {
        orders.good.add(order);
      }
    }
    Files.write(file, lines, UTF_8);
    return orders;
  }

  Path file() {
    return file;
  }

  int payments() {
    return good.size();
  }

  int rejected() {
    return rejectedLines.size();
  }

  /** Compares what a reader of the log saw, order by order. */
  void assertOnLog(List<LogReader.Read> log, int times) {
    Map<String, Long> seen =
        log.stream()
            .collect(
                Collectors.groupingBy(LogReader.Read::order, TreeMap::new, Collectors.counting()));
    Map<String, Long> expected = new TreeMap<>();
    good.forEach(order -> expected.put(order, (long) times));
    // Sizes first: a difference of two maps of a hundred thousand is no message.
    assertThat(log).as("payments on the log").hasSize(times * good.size());
    assertThat(seen.equals(expected)).as("each order %d times", times).isTrue();
  }

  /** Compares a rejects file, line by line. */
  void assertRejectsIn(Path rejects) throws IOException {
    List<String> lines = Files.readAllLines(rejects, UTF_8);
    assertThat(lines.get(0)).isEqualTo("file,line,reason,detail,row");
    assertThat(lines.stream().skip(1).map(line -> Long.valueOf(line.split(",", -1)[1])))
        .isEqualTo(rejectedLines);
  }
}
