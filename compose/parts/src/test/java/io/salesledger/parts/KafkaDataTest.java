package io.salesledger.parts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KafkaDataTest {
  private static final String GOOD = "version=1\ncluster.id=abc\nnode.id=1\n";

  private final Path folder;

  KafkaDataTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void newFolderAndOwnDataAreFine() throws IOException {
    assertThat(KafkaData.damage(folder)).isEmpty();
    Files.createDirectories(folder.resolve("data"));
    assertThat(KafkaData.damage(folder)).isEmpty();
    write(GOOD);
    assertThat(KafkaData.damage(folder)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "node.id=1 | node.id=2 | does not match: node.id=2, not 1",
        "node.id=1 | x=1 | does not match: node.id=null, not 1",
        "version=1 | version=9 | does not match: version=9, not 1",
        "cluster.id=abc | cluster.id= | does not match: it names no cluster.id",
        "cluster.id=abc | cluster.id=\\uXYZ | cannot be read: Malformed \\uxxxx encoding.",
      })
  void damageIsTold(String good, String bad, String told) throws IOException {
    write(GOOD.replace(good, bad));
    assertThat(KafkaData.damage(folder))
        .contains(folder.resolve("data/meta.properties") + " " + told);
  }

  @Test
  void logWithoutMetaPropertiesIsTold() throws IOException {
    Files.createDirectories(folder.resolve("data/__cluster_metadata-0"));
    assertThat(KafkaData.damage(folder))
        .contains(folder.resolve("data/meta.properties") + " is missing");
  }

  private void write(String text) throws IOException {
    Files.writeString(
        Files.createDirectories(folder.resolve("data")).resolve("meta.properties"), text);
  }
}
