package io.salesledger.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salesledger.contract.LedgerFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StackStateFileTest {
  private final Path folder;
  private final StackStateFile file;

  StackStateFileTest(@TempDir Path folder) {
    this.folder = folder;
    this.file = new StackStateFile(new StackFolder(folder));
  }

  @Test
  void nothingIsNotedAtFirst() {
    assertThat(file.read()).isEmpty();
    assertThat(file.running()).isEmpty();
  }

  @Test
  void whatIsWrittenIsRead() {
    StackState state = state(ProcessId.of(ProcessHandle.current()));
    file.write(state);
    assertThat(file.read()).contains(state);
    assertThat(file.running()).contains(state);
    assertThat(folder).isDirectoryContaining("glob:**stack.json");
    file.delete();
    assertThat(file.read()).isEmpty();
  }

  @Test
  void numberThatWasGivenToAnotherProcessIsNotTheSameOne() {
    ProcessId self = ProcessId.of(ProcessHandle.current());
    file.write(state(new ProcessId(self.pid(), self.start() + "0")));
    assertThat(file.read()).isPresent();
    assertThat(file.running()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "{}",
        "not json at all",
        "{\"layout\": 3}",
        "{\"layout\": \"3\", \"parts\": []}",
        "{\"layout\": 3, \"up\": null, \"parts\": null}"
      })
  void damageIsToldInOneLineWithTheWayOn(String damaged) throws IOException {
    Files.writeString(folder.resolve("stack.json"), damaged);
    assertThatThrownBy(file::read)
        .isInstanceOf(LedgerFailure.class)
        .hasMessage(
            folder.resolve("stack.json")
                + " is damaged; `ledger down` ends what still runs here and clears it, the data"
                + " stays");
  }

  @Test
  void stateOfAnotherVersionIsTold() throws IOException {
    Files.writeString(folder.resolve("stack.json"), "{\"layout\": 2, \"other\": true}");
    assertThatThrownBy(file::running)
        .isInstanceOf(LedgerFailure.class)
        .hasMessageContaining(
            "stack.json is of another version of the ledger command; `ledger down`");
  }

  private static StackState state(ProcessId up) {
    return new StackState(
        up,
        1_761_106_860_000L,
        true,
        Map.of("ledger.redis.port", "16379"),
        List.of(new StackState.Part("Redis", new ProcessId(1, "2"), 16379, 3, 4, 5, "redis.log")));
  }
}
