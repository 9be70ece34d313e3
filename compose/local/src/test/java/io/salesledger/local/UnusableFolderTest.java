package io.salesledger.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.local.TypedCommand.Answer;
import io.salesledger.local.stack.ProcessId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A folder that cannot be used is told in one line by whatever needs it, and is not changed. */
class UnusableFolderTest {
  private static final String NO_FOLDER =
      " is not a folder; move it away, or choose another one with --data";

  /** For input that never comes. */
  private static final String SAY_AND_WAIT = "echo; read -r never";

  private static final long PATIENCE_SECONDS = 120;

  private final Path folder;

  UnusableFolderTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private enum InItsPlace {
    FILE,
    LINK_TO_NOTHING,
    LINK_TO_ITSELF,
    LINK_TO_FILE;

    void put(Path place) throws IOException {
      switch (this) {
        case FILE -> Files.writeString(place, "somebody's");
        case LINK_TO_NOTHING -> Files.createSymbolicLink(place, Path.of("nothing"));
        case LINK_TO_ITSELF -> Files.createSymbolicLink(place, place);
        case LINK_TO_FILE ->
            Files.createSymbolicLink(
                place, Files.writeString(place.resolveSibling("file"), "somebody's"));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(InItsPlace.class)
  void upRefusesWhatIsNoFolderWhereOneMustBe(InItsPlace what) throws IOException {
    Path parts = Files.createDirectory(folder.resolve(".ledger"));
    Path part = parts.resolve("redis");
    what.put(part);
    assertRefused(1, "up", part + NO_FOLDER);

    Path elsewhere = folder.resolve("elsewhere");
    what.put(elsewhere);
    assertRefused(2, "up --data elsewhere", elsewhere + NO_FOLDER);
  }

  @Test
  void fileInItsPlaceIsNotTakenForAFolderWhereNothingRuns() throws IOException {
    Path file = Files.writeString(folder.resolve(".ledger"), "somebody's");
    String reason = "cannot read " + file.resolve("stack.json") + ": Not a directory";
    assertRefused(1, "status", reason);
    assertRefused(1, "generate --rate 1", reason);
  }

  @Test
  void folderInThePlaceOfItsNotesIsTold() throws IOException {
    Path notes = Files.createDirectories(folder.resolve(".ledger/stack.json"));
    Files.writeString(notes.resolve("file"), "somebody's");
    assertRefused(1, "up", "cannot read " + notes + ": Is a directory");
    assertRefused(1, "verify", "cannot read " + notes + ": Is a directory");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "up | .ledger | --------- | %s cannot be read and written by %s; mend its permissions, or"
            + " choose another folder with --data",
        "up | .ledger/kafka | r-xr-xr-x | %s cannot be read and written by %s; mend its"
            + " permissions, or choose another folder with --data",
        "up --data new | . | r-xr-xr-x | %s cannot be read and written by %s; mend its permissions,"
            + " or choose another folder with --data",
        "status | .ledger | --------- | cannot read %s/stack.json: permission denied to %s; mend its"
            + " permissions",
        "down | .ledger | --------- | cannot delete %s/stack.json: permission denied to %s; mend its"
            + " permissions",
      })
  void permissionThatIsMissingIsTold(
      String arguments, Path place, String permissions, String message) throws Exception {
    Path shop = folder.resolve("shop");
    Files.createDirectories(shop.resolve(".ledger/kafka"));
    Path refusing = shop.resolve(place).normalize();
    Map<String, String> before = contents();
    Set<PosixFilePermission> usual = Files.getPosixFilePermissions(refusing);
    Files.setPosixFilePermissions(refusing, PosixFilePermissions.fromString(permissions));

    Answer answer = runHeldBackByPermissions(shop, arguments);

    Files.setPosixFilePermissions(refusing, usual);
    String command = "ledger " + arguments.split(" ", 2)[0];
    assertThat(answer)
        .isEqualTo(
            new Answer(
                1,
                List.of(),
                List.of(
                    command
                        + ": "
                        + message.formatted(refusing, System.getProperty("user.name")))));
    assertThat(contents()).isEqualTo(before);
  }

  @Test
  void stackOfAnotherUserIsToldByDownAndGoesOn() throws Exception {
    Path stack = Files.createDirectories(folder.resolve(".ledger"));
    ProcessHandle up = processOfAnotherUser();
    String user = up.info().user().orElseThrow();
    ProcessId noted = ProcessId.of(up);
    Files.writeString(stack.resolve("lock"), noted.pid() + " " + noted.start() + "\n");
    Map<String, String> before = contents();

    Answer answer = runHeldBackByPermissions(folder, "down");

    assertThat(noted.find()).contains(up);
    if (isSuperuser()) {
      up.destroyForcibly();
    }
    assertThat(answer)
        .isEqualTo(
            new Answer(
                1,
                List.of(),
                List.of(
                    "ledger down: process "
                        + up.pid()
                        + " in "
                        + stack
                        + " is of user "
                        + user
                        + ", who alone can end it, or the superuser")));
    assertThat(contents()).isEqualTo(before);
  }

  /** One of the superuser's making, or any that is there: who is no superuser can't harm it. */
  private ProcessHandle processOfAnotherUser() throws IOException {
    if (isSuperuser()) {
      Process started =
          new ProcessBuilder(
                  List.of("setpriv", "--reuid=65534", "--clear-groups", "sh", "-c", SAY_AND_WAIT))
              .start();
      assertThat(started.getInputStream().read()).isEqualTo('\n');
      return started.toHandle();
    }
    Optional<String> own = ProcessHandle.current().info().user();
    return ProcessHandle.allProcesses()
        .filter(process -> process.info().user().isPresent())
        .filter(process -> !process.info().user().equals(own))
        .findFirst()
        .orElseThrow();
  }

  private void assertRefused(int exitCode, String arguments, String message) throws IOException {
    Map<String, String> before = contents();
    Answer answer = run(arguments);
    String command = "ledger " + arguments.split(" ", 2)[0];
    assertThat(answer)
        .isEqualTo(new Answer(exitCode, List.of(), List.of(command + ": " + message)));
    assertThat(contents()).isEqualTo(before);
  }

  private Answer run(String arguments) {
    return TypedCommand.run(folder, arguments.split(" ", -1));
  }

  /** As a process of its own: the superuser gives up there what lets him pass permissions. */
  private Answer runHeldBackByPermissions(Path workingFolder, String arguments) throws Exception {
    List<String> command = new ArrayList<>();
    if (isSuperuser()) {
      command.addAll(List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search,-kill"));
    }
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            "io.salesledger.local.LedgerCommand"));
    command.addAll(List.of(arguments.split(" ", -1)));
    Path out = folder.resolve("out.txt");
    Path err = folder.resolve("err.txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(workingFolder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("LEDGER_"));
    Process process = builder.start();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
    Answer answer =
        new Answer(process.exitValue(), Files.readAllLines(out), Files.readAllLines(err));
    Files.delete(out);
    Files.delete(err);
    return answer;
  }

  private boolean isSuperuser() throws IOException {
    Path probe = Files.createTempFile(folder, "probe", "");
    Files.setPosixFilePermissions(probe, Set.of());
    boolean passes = Files.isReadable(probe);
    Files.delete(probe);
    return passes;
  }

  /** By path, permissions and what is in it or where it leads. */
  private Map<String, String> contents() throws IOException {
    Map<String, String> found = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        found.put(path.toString(), content(path));
      }
    }
    return found;
  }

  private static String content(Path path) throws IOException {
    if (Files.isSymbolicLink(path)) {
      return "leads to " + Files.readSymbolicLink(path);
    }
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path))
        + (Files.isRegularFile(path) ? " " + Files.readString(path) : "");
  }
}
