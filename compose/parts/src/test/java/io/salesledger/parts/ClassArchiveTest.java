package io.salesledger.parts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassArchiveTest {
  private final PartsHome home;
  private final Path jars;

  ClassArchiveTest(@TempDir Path folder) throws IOException {
    home = new PartsHome(folder);
    jars = Files.createDirectories(folder.resolve("jars"));
    Files.createDirectories(home.archives());
    Files.writeString(jars.resolve("one.jar"), "one");
  }

  @Test
  void noneThereThenTheJvmIsNotToldOfAny() {
    assertThat(archive().options()).isEmpty();
  }

  @Test
  void madeOfTheseJarsThenTheJvmIsToldOfIt() throws IOException {
    Files.createFile(archive().file());
    assertThat(archive().options())
        .containsExactly("-XX:SharedArchiveFile=" + archive().file())
        .first()
        .asString()
        .matches(".*/archives/part-[0-9a-f]{8}\\.jsa");
  }

  @Test
  void jarsThatWereChangedThenItFitsNoMore() throws IOException {
    Path made = Files.createFile(archive().file());
    Files.writeString(jars.resolve("two.jar"), "two");
    assertFitsNoMore(made);
    Files.delete(jars.resolve("two.jar"));
    assertThat(archive().file()).isEqualTo(made);
    Files.setLastModifiedTime(jars.resolve("one.jar"), FileTime.fromMillis(0));
    assertFitsNoMore(made);
    FileTime unchanged = Files.getLastModifiedTime(jars.resolve("one.jar"));
    Files.writeString(jars.resolve("one.jar"), "longer");
    Files.setLastModifiedTime(jars.resolve("one.jar"), unchanged);
    assertFitsNoMore(made);
  }

  @Test
  void thoseOfOtherPartsAreNotOutdated() throws IOException {
    Path other = home.archives().resolve("other-00000000.jsa");
    Files.createFile(other);
    Files.createFile(archive().file());
    assertThat(archive().outdated()).isEmpty();
  }

  private void assertFitsNoMore(Path made) throws IOException {
    assertThat(archive().options()).isEmpty();
    assertThat(archive().outdated()).containsExactly(made);
  }

  private ClassArchive archive() {
    return ClassArchive.of(home, "part", List.of(jars));
  }
}
