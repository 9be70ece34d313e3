package io.salesledger.parts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The end of a part's log is told when the part fails. */
class PartLogTest {
  private final Path log;

  PartLogTest(@TempDir Path folder) {
    this.log = folder.resolve("part.log");
  }

  @Test
  void itsLastLinesAreTold() throws IOException {
    Files.writeString(log, lines(0, 20));
    assertThat(PartProcess.lastLines(log)).isEqualTo(lines(5, 20).strip());
  }

  @Test
  void ofALongLogOnlyTheEndIsRead() throws IOException {
    Files.writeString(log, "x".repeat(1 << 20) + "\n" + lines(0, 3));
    assertThat(PartProcess.lastLines(log)).hasSizeLessThan(1 << 17).endsWith(lines(0, 3).strip());
  }

  @Test
  void thatThereIsNoneIsTold() {
    assertThat(PartProcess.lastLines(log)).isEqualTo("(no log at " + log + ")");
  }

  @Test
  void aLongLogIsKeptOnceAndBegunAnew() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
      file.setLength(PartProcess.LONGEST_LOG_BYTES);
      PartProcess.turnOver(log);
      assertThat(log).exists();
      file.setLength(PartProcess.LONGEST_LOG_BYTES + 1);
    }
    PartProcess.turnOver(log);

    assertThat(log).doesNotExist();
    assertThat(log.resolveSibling("part.log.1")).hasSize(PartProcess.LONGEST_LOG_BYTES + 1);
  }

  private static String lines(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(n -> "line " + n + "\n")
        .collect(Collectors.joining());
  }
}
