package io.salesledger.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.parts.JavaCommand;
import io.salesledger.parts.MarkedProcesses;
import io.salesledger.parts.PartSpec;
import io.salesledger.parts.Readiness;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartKeeperTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** It lives until it was seen ready, however busy the machine; then each life is a short one. */
  private static final String DIES_WHEN_TOLD = "while ! test -e die; do sleep 0.1; done; exit 1";

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
  void partThatDiesAgainAndAgainIsToldWithItsLogsLastLines() throws IOException {
    PartKeeper keeper = keeper("echo the reason; " + DIES_WHEN_TOLD);
    keeper.start();
    letItDie();
    await().atMost(PATIENCE).until(() -> said.toString().contains("(3 times in a row)"));
    assertThat(said.toString()).contains("part.log ends:\n").contains("the reason");
    keeper.stop();
    assertThat(MarkedProcesses.find(List.of(JavaCommand.marker(folder)))).isEmpty();
  }

  @Test
  void deathsInARowAreNotedWhileItIsDown() throws IOException {
    PartKeeper keeper = keeper("echo the reason; " + DIES_WHEN_TOLD);
    keeper.start();
    letItDie();
    await().atMost(PATIENCE).until(() -> keeper.state().orElseThrow().deaths() >= 2);
    assertThat(keeper.state().orElseThrow().log()).endsWith("part.log");
    keeper.stop();
  }

  @Test
  void pausesBetweenDeathsDouble() throws IOException {
    PartKeeper keeper = keeper("echo alive; " + DIES_WHEN_TOLD);
    keeper.start();
    letItDie();
    await().atMost(PATIENCE).until(() -> said.toString().contains("(3 times in a row)"));
    keeper.stop();
    assertThat(said.toString())
        .containsSubsequence("again in 0.5 s", "again in 1.0 s", "again in 2.0 s");
  }

  @Test
  void fullDiskIsToldAtTheFirstDeathWithTheLogsLastLines() throws IOException {
    PartKeeper keeper = keeper("echo write: No space left on device; " + DIES_WHEN_TOLD);
    keeper.start();
    letItDie();
    await()
        .atMost(PATIENCE)
        .until(() -> said.toString().contains("part.log ends:\nwrite: No space"));
    keeper.stop();
    assertThat(said.toString())
        .startsWith(
            "part has ended: the disk is full; it is started again in 0.5 s (1 time); its log ");
  }

  @Test
  void partThatHangsAtItsStartIsToldWithItsLog() {
    PartKeeper keeper =
        keeper("echo waiting; while :; do sleep 0.2; done", () -> false, Duration.ofSeconds(5));
    assertThatThrownBy(keeper::start)
        .isInstanceOf(LedgerFailure.class)
        .hasMessageContaining("part was not ready within 5 s; its log ")
        .hasMessageEndingWith("part.log ends:\nwaiting");
    keeper.stop();
    assertThat(MarkedProcesses.find(List.of(JavaCommand.marker(folder)))).isEmpty();
  }

  @Test
  void partThatHangsWhenItIsStartedAgainIsTriedAgain() throws IOException {
    // Ready the first time only.
    AtomicInteger asked = new AtomicInteger();
    PartKeeper keeper =
        keeper(
            "echo alive; while test -e again; do sleep 0.2; done; touch again; " + DIES_WHEN_TOLD,
            () -> asked.incrementAndGet() == 1,
            Duration.ofSeconds(1));
    keeper.start();
    letItDie();
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                said.toString()
                    .contains("part was not ready within 1 s; it is started again in 1.0 s"));
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
    return keeper(script, () -> folder.resolve("part.log").toFile().length() > 0, PATIENCE);
  }

  private PartKeeper keeper(String script, Readiness readiness, Duration patience) {
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
            readiness,
            patience,
            List.of(JavaCommand.marker(folder)));
    return new PartKeeper(spec, new Announcer(new PrintWriter(said)), () -> {}, Clock.systemUTC());
  }

  private void letItDie() throws IOException {
    Files.createFile(folder.resolve("die"));
  }

  private static long pid(PartKeeper keeper) {
    return keeper.state().orElseThrow().process().pid();
  }
}
