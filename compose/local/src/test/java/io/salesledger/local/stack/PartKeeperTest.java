package io.salesledger.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.parts.JavaCommand;
import io.salesledger.parts.MarkedProcesses;
import io.salesledger.parts.PartSpec;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartKeeperTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Path folder;
  private final StringWriter said = new StringWriter();

  PartKeeperTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void partThatIsKilledIsStartedAgain() {
    PartKeeper keeper = keeper("echo alive; while :; do sleep 0.2; done");
    keeper.start();
    long firstPid = pid(keeper);
    ProcessHandle.of(firstPid).orElseThrow().destroyForcibly();
    await().atMost(PATIENCE).until(() -> pid(keeper) != firstPid);
    assertThat(keeper.state().orElseThrow().restarts()).isEqualTo(1);
    assertThat(said.toString()).contains("part has ended; it is started again in 0.5 s");
    keeper.stop();
    assertThat(MarkedProcesses.find(List.of(JavaCommand.marker(folder)))).isEmpty();
  }

  @Test
  void partThatDiesAgainAndAgainIsToldWithItsLogsLastLines() {
    PartKeeper keeper = keeper("echo the reason; sleep 0.3; exit 1");
    keeper.start();
    await().atMost(PATIENCE).until(() -> said.toString().contains("(3 times in a row)"));
    assertThat(said.toString()).contains("part.log ends:\n").contains("the reason");
    keeper.stop();
    assertThat(MarkedProcesses.find(List.of(JavaCommand.marker(folder)))).isEmpty();
  }

  @Test
  void partThatNeverComesUpIsAFailure() {
    PartKeeper keeper = keeper("exit 7");
    assertThatThrownBy(keeper::start)
        .isInstanceOf(LedgerFailure.class)
        .hasMessageContaining("part ended with exit code 7");
    keeper.stop();
  }

  private PartKeeper keeper(String script) {
    Path log = folder.resolve("part.log");
    PartSpec spec =
        new PartSpec(
            "part",
            0,
            folder,
            log,
            // The marker is an argument that the script does not read.
            List.of("/bin/sh", "-c", script, "part", JavaCommand.marker(folder)),
            Map.of(),
            PartSpec.Preparation.none(),
            () -> log.toFile().length() > 0,
            PATIENCE,
            List.of(JavaCommand.marker(folder)));
    return new PartKeeper(spec, new Announcer(new PrintWriter(said)), () -> {}, Clock.systemUTC());
  }

  private static long pid(PartKeeper keeper) {
    return keeper.state().orElseThrow().process().pid();
  }
}
