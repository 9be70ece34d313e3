package io.salesledger.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept below it may hold passwords of the settings. */
final class StackFolderTest {
  private final Path home;

  StackFolderTest(@TempDir Path home) {
    this.home = home;
  }

  @Test
  void given_none_then_it_is_made_for_its_owner_alone() throws IOException {
    StackFolder folder = new StackFolder(home.resolve("new").resolve(StackFolder.DEFAULT_NAME));

    folder.make();
    folder.make();

    assertThat(permissions(folder.root())).isEqualTo("rwx------");
  }

  @Test
  void given_one_then_it_stays_as_it_is() throws IOException {
    Path shared = Files.createDirectory(home.resolve("shared"));
    Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxr-x---"));

    new StackFolder(shared).make();

    assertThat(permissions(shared)).isEqualTo("rwxr-x---");
  }

  private static String permissions(Path folder) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder));
  }
}
