package io.salesledger.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StackLockTest {
  private final StackFolder folder;

  StackLockTest(@TempDir Path root) {
    this.folder = new StackFolder(root.resolve(StackFolder.DEFAULT_NAME));
  }

  @Test
  void oneHasItAndIsKnownUntilItGivesItUp() throws IOException {
    assertThat(StackLock.holder(folder)).isEmpty();
    try (StackLock lock = StackLock.take(folder).orElseThrow()) {
      assertThat(lock).isNotNull();
      assertThat(StackLock.take(folder)).isEmpty();
      assertThat(StackLock.holder(folder)).contains(ProcessHandle.current());
    }
    assertThat(StackLock.holder(folder)).isEmpty();
    try (StackLock again = StackLock.take(folder).orElseThrow()) {
      assertThat(again).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "1 2 3", "99999999999999999999 1", "1"})
  void damagedFileHindersNobody(String damaged) throws IOException {
    Files.createDirectories(folder.root());
    Files.writeString(folder.lockFile(), damaged);
    assertThat(StackLock.holder(folder)).isEmpty();
    try (StackLock lock = StackLock.take(folder).orElseThrow()) {
      assertThat(lock).isNotNull();
      assertThat(StackLock.holder(folder)).contains(ProcessHandle.current());
    }
  }
}
