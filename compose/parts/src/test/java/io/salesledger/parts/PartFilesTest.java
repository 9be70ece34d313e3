package io.salesledger.parts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written for parts is what they read. */
class PartFilesTest {
  private final Path folder;

  PartFilesTest(@TempDir Path folder) {
    this.folder = folder;
  }

  /** Kafka and ZooKeeper read bytes as Latin-1: a folder's name would be another one's. */
  @Test
  void propertiesAreReadAsTheyWereMeant() throws IOException {
    Map<String, String> meant =
        Map.of("log.dirs", "/home/anna/K\u00f6ln \u6771/a=b#c", "node.id", "1");
    Path file = folder.resolve("deep/kafka.properties");

    PartFiles.writeProperties(file, meant);

    Properties read = new Properties();
    try (InputStream bytes = Files.newInputStream(file)) {
      read.load(bytes);
    }
    assertThat(read).isEqualTo(meant);
  }
}
