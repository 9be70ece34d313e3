package io.salesledger.parts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassArchiveMakerTest {
  private final PartsHome home;

  ClassArchiveMakerTest(@TempDir Path folder) throws IOException {
    home = new PartsHome(folder.toRealPath());
    for (String jars : List.of("kafka/lib", "registry/lib", "storm/lib-worker", "storm/lib")) {
      Files.createDirectories(home.root().resolve(jars));
    }
    Files.createDirectories(home.archives());
  }

  /** There is no program here that could be started. */
  @Test
  void allArchivesThereThenNoneIsMadeAndWhatAnInterruptedBuildLeftIsDeleted() throws IOException {
    List<Path> all =
        List.of(
            home.kafkaArchive().file(),
            home.registryArchive().file(),
            home.zooKeeperArchive().file(),
            home.stormDaemonArchive("nimbus").file(),
            home.stormDaemonArchive("supervisor").file());
    for (Path archive : all) {
      Files.createFile(archive);
    }
    Files.createFile(Path.of(all.get(0) + ".part"));
    Files.createDirectories(home.archives().resolve("making123/kafka/data"));
    Files.createFile(home.archives().resolve("making123/kafka/kafka.log"));

    ClassArchiveMaker.main(new String[] {home.root().toString()});

    try (Stream<Path> left = Files.list(home.archives())) {
      assertThat(left).containsExactlyInAnyOrderElementsOf(all);
    }
  }
}
