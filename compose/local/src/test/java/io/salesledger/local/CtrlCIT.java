package io.salesledger.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C at any moment leaves nothing behind, and the next start goes on from there. */
class CtrlCIT {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int INTERRUPTED = 130;

  private final Path folder;

  CtrlCIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void nothingIsLeftWheneverItIsInterrupted() throws Exception {
    try (LocalStack stack = LocalStack.in(folder)) {
      // What up says one after the other: before any part runs, while lanes run, near the end.
      interruptWhen(stack, "Sales ledger, data in");
      interruptWhen(stack, "  ZooKeeper ");
      interruptWhen(stack, "  schemas ");
      String said = interruptWhen(stack, "How far it is: ledger status.", "--generate=10");
      assertThat(said).contains("  generator ", "stopping, writers first; the data stays in ");
    }
  }

  private String interruptWhen(LocalStack stack, String line, String... options)
      throws IOException, InterruptedException {
    Path said = Files.createTempFile(folder, "said", ".txt");
    Process up = stack.upInForeground(said, options);
    await().atMost(PATIENCE).until(() -> !up.isAlive() || Files.readString(said).contains(line));
    new ProcessBuilder("kill", "-INT", Long.toString(up.pid())).start().waitFor();
    assertThat(up.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    String text = Files.readString(said);
    assertThat(up.exitValue()).as(text).isEqualTo(INTERRUPTED);
    assertThat(text).contains(line).doesNotContain("ledger up:", "Exception");
    assertThat(stack.processes()).as("left after '%s': %s", line, text).isEmpty();
    assertThat(folder.resolve(".ledger/stack.json")).doesNotExist();
    return text;
  }
}
