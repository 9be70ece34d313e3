package io.salesledger.local.stack;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.parts.JavaCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftoversTest {
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final long AGES_SECONDS = 60;

  // For input that never comes, by the shell itself: a child that it forks carries its arguments
  // until it becomes another program, and would be found as well.
  private static final String WAIT = "read -r never";

  private final StackFolder folder;
  private final Leftovers leftovers;

  LeftoversTest(@TempDir Path root) {
    this.folder = new StackFolder(root.resolve(StackFolder.DEFAULT_NAME));
    this.leftovers = new Leftovers(folder, PATIENCE);
  }

  @Test
  void processesOfTheFolderAreEndedEvenIfTheyDoNotListen() throws Exception {
    Process willing = start(WAIT, JavaCommand.marker(folder.part("kafka")));
    Process deaf = start("trap '' TERM; " + WAIT, worker());
    assertThat(leftovers.find())
        .extracting(ProcessHandle::pid)
        .containsExactlyInAnyOrder(willing.pid(), deaf.pid());
    assertThat(leftovers.end()).isEqualTo(2);
    assertThat(leftovers.find()).isEmpty();
    // The JVM learns of a child's end a moment later than anybody who asks the system.
    assertThat(willing.onExit().get(AGES_SECONDS, SECONDS).isAlive()).isFalse();
    assertThat(deaf.onExit().get(AGES_SECONDS, SECONDS).isAlive()).isFalse();
  }

  @Test
  void processesThatOnlyMentionTheFolderAreLeftAlone() throws IOException {
    Process reader = start(WAIT, folder.part("kafka").resolve("kafka.log").toString());
    try {
      assertThat(leftovers.end()).isZero();
      assertThat(reader.isAlive()).isTrue();
    } finally {
      reader.destroyForcibly();
    }
  }

  @Test
  void endOfAFolderWhereNothingRunsSaysSo() {
    assertThat(new StackEnd(folder).end()).isFalse();
  }

  private String worker() {
    return "-Dstorm.local.dir=" + folder.part("supervisor").resolve("data");
  }

  private static Process start(String script, String argument) throws IOException {
    return new ProcessBuilder(List.of("/bin/sh", "-c", script, "part", argument)).start();
  }
}
