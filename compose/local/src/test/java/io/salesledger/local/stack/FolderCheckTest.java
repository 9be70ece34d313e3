package io.salesledger.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salesledger.contract.LedgerFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderCheckTest {
  private static final long NONE = 0;

  private final Path root;
  private final StackFolder folder;

  FolderCheckTest(@TempDir Path root) {
    this.root = root;
    this.folder = new StackFolder(root.resolve("deep/.ledger"));
  }

  @Test
  void folderThatIsNotThereYetIsFineAndNotMade() {
    assertThatCode(() -> new FolderCheck(folder, NONE).run()).doesNotThrowAnyException();
    assertThat(root).isEmptyDirectory();
  }

  @Test
  void pathThatTheSettingsOfThePartsCannotHoldIsTold() {
    for (String name : List.of("a,b", "a:b", "a\"b", "a\\b", "a\nb")) {
      StackFolder unfit = new StackFolder(root.resolve(name));
      assertThatThrownBy(() -> new FolderCheck(unfit, NONE).run())
          .isInstanceOfSatisfying(
              LedgerFailure.class,
              failure -> assertThat(failure.kind()).isEqualTo(LedgerFailure.Kind.USAGE))
          .hasMessageStartingWith(
              unfit.root() + " has a comma, a colon, a double quote, a backslash or");
    }
  }

  @Test
  void fileInTheFoldersPlaceIsTold() throws IOException {
    Files.createDirectories(root.resolve("deep"));
    Files.writeString(folder.root(), "");
    assertRefused(NONE, folder.root() + " is not a folder; move it away, or choose another one");
  }

  @Test
  void fileInAPartsPlaceIsTold() throws IOException {
    Files.createDirectories(folder.root());
    Files.writeString(folder.part("redis"), "");
    assertRefused(NONE, folder.part("redis") + " is not a folder");
  }

  @Test
  void fullDiskIsToldWithWhatIsFreeAndWhatIsNeeded() {
    assertThatThrownBy(() -> new FolderCheck(folder, Long.MAX_VALUE).run())
        .isInstanceOf(LedgerFailure.class)
        .hasMessageMatching(
            "the disk of \\Q"
                + folder.root()
                + "\\E is full: \\d+ MB are free, 8796093022207 MB are needed; make room, or choose"
                + " another folder with --data");
  }

  @Test
  void placeThatIsNoDiskIsNotCalledFull() {
    assertThatThrownBy(() -> new FolderCheck(new StackFolder(Path.of("/proc/x"))).run())
        .isInstanceOfSatisfying(
            LedgerFailure.class,
            failure -> assertThat(failure.kind()).isEqualTo(LedgerFailure.Kind.USAGE))
        .hasMessage(
            "/proc is no disk: nothing can be kept there; choose another folder with --data");
  }

  @Test
  void dataOfAnotherBrokerIsTold() throws IOException {
    Path data = Files.createDirectories(folder.part("kafka").resolve("data"));
    Files.writeString(data.resolve("meta.properties"), "version=1\ncluster.id=abc\nnode.id=7\n");
    assertRefused(
        NONE,
        data.resolve("meta.properties")
            + " does not match: node.id=7, not 1; put "
            + folder.part("kafka")
            + " back from a copy, or begin a new ledger in another folder with --data");
  }

  private void assertRefused(long minFreeBytes, String beginning) {
    assertThatThrownBy(() -> new FolderCheck(folder, minFreeBytes).run())
        .isInstanceOf(LedgerFailure.class)
        .hasMessageStartingWith(beginning);
  }
}
