package io.salesledger.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetachedRunTest {
  private final StackFolder folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  DetachedRunTest(@TempDir Path root) {
    this.folder = new StackFolder(root.resolve(StackFolder.DEFAULT_NAME));
  }

  /** Two that are started at once: the lock tells which is refused only when both are there. */
  @Test
  void oneThatIsRefusedLeavesAloneWhatTheOneThatRunsHasSaid() throws IOException {
    folder.make();
    Files.writeString(folder.upLog(), "all is healthy\n");
    Files.writeString(folder.upErrors(), "a warning\n");

    int exitCode = run("up", "--generate=none");

    assertThat(exitCode).isEqualTo(2);
    assertThat(err.toString()).startsWith("ledger up: bad --generate none; right would be ");
    assertThat(folder.upLog()).hasContent("all is healthy");
    assertThat(folder.upErrors()).hasContent("a warning");
    assertThat(folder.root().toFile().list()).containsExactlyInAnyOrder("up.log", "up.err");
  }

  @Test
  void whatItSaysIsSaidHere() throws IOException {
    assertThat(run("up", "--help")).isZero();
    assertThat(out.toString()).startsWith("Usage: ledger up ");
    assertThat(err.toString()).isEmpty();
  }

  private int run(String... arguments) {
    return new DetachedRun(folder, new PrintWriter(out), new PrintWriter(err))
        .start(List.of(arguments));
  }
}
