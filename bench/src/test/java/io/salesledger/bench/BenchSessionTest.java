package io.salesledger.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.salesledger.bench.contender.Sums;
import io.salesledger.contract.LedgerFailure;
import io.salesledger.parts.LoopbackPorts;
import io.salesledger.parts.Waiting;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

class BenchSessionTest {
  private final StringWriter err = new StringWriter();
  private final Path folder;

  BenchSessionTest(@TempDir Path parent) {
    this.folder = parent.resolve("data");
  }

  private int run(Function<Waiting, JsonNode> measuring) {
    return new BenchSession("ledger bench", folder, false, new PrintWriter(err, true))
        .run(measuring, measured -> {});
  }

  @Test
  void theFolderGoesWithARunThatIsDone() {
    assertThat(run(waiting -> MissingNode.getInstance())).isZero();
    assertThat(folder).doesNotExist();
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void theFolderThatStaysIsNamedWhateverFailed() {
    IllegalStateException failure = new IllegalStateException("not foreseen");
    assertThatThrownBy(
            () ->
                run(
                    waiting -> {
                      throw failure;
                    }))
        .isSameAs(failure);
    assertThat(folder).isDirectory();
    assertThat(err.toString().lines()).containsExactly("ledger bench: the data stays in " + folder);
  }

  @Test
  void whatFailsBecauseAllIsToStopIsNoFailure() {
    int exitCode =
        run(
            waiting -> {
              waiting.requestStop();
              throw new IllegalStateException("what it talked to is gone");
            });
    assertThat(exitCode).isEqualTo(LedgerFailure.Kind.FAILED.exitCode());
    assertThat(folder).doesNotExist();
    assertThat(err.toString().lines()).containsExactly("ledger bench: stopped before it was done");
  }

  @Test
  void aRedisThatIsGoneIsToldWithTheContendersName(@TempDir Path runs) {
    int nobodys = LoopbackPorts.free();
    Contender contender =
        (payments, own, run) -> {
          try (Jedis jedis = new Jedis("127.0.0.1", nobodys)) {
            throw new IllegalStateException(jedis.ping());
          }
        };
    assertThatThrownBy(
            () ->
                new CheckedRuns(runs, new Waiting(), line -> {})
                    .run(
                        contender,
                        "ours",
                        "round 1 of 1, ours",
                        new Payments("unused", List.of(), 0, new Sums())))
        .isInstanceOf(LedgerFailure.class)
        .hasMessageStartingWith("ours: its Redis does not answer: ");
  }
}
