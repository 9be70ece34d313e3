package io.salesledger.local.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.SettingsLoader;
import io.salesledger.parts.Waiting;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a chaos run's own stack is told; nothing of the caller's reaches it by itself. */
final class ChaosStackTest {
  @Test
  void given_entries_of_a_commit_then_every_command_in_its_folder_has_them(@TempDir Path home) {
    ChaosPlan plan = ChaosPlan.of(home, 1, List.of(FaultKind.values()), 3, 1_000, 0, 5);

    try (ChaosStack stack = ChaosStack.in(plan, new Waiting())) {
      LedgerSettings inItsFolder = SettingsLoader.load(Map.of(), Map.of(), home);
      assertThat(inItsFolder.views().commitEntries()).isEqualTo(5);
      assertThat(stack.settings().views()).isEqualTo(inItsFolder.views());
      assertThat(inItsFolder.storm().workers()).isEqualTo(ChaosStack.WORKERS);
    }
  }
}
