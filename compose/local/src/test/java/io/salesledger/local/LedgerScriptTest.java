package io.salesledger.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The script in an empty checkout, on machines that lack what it needs. */
class LedgerScriptTest {
  private static final List<String> EVERY_MACHINE_HAS =
      List.of("bash", "readlink", "dirname", "sed", "find", "mkdir", "touch", "grep", "flock");

  private static final FileTime LONG_AGO = FileTime.fromMillis(1_000_000_000_000L);

  private final Path root;
  private final Path bin;

  LedgerScriptTest(@TempDir Path root) throws IOException {
    this.root = root;
    this.bin = Files.createDirectories(root.resolve("bin"));
    Files.copy(Path.of(System.getProperty("ledger.home"), "ledger"), root.resolve("ledger"));
    for (String tool : EVERY_MACHINE_HAS) {
      program(tool, "exec " + onThisMachine(tool) + " \"$@\"");
    }
  }

  private record Answer(int exitCode, List<String> lines) {}

  @Test
  void noJavaIsTold() throws Exception {
    assertThat(run(Map.of()))
        .isEqualTo(
            failed(
                "JDK 17 or newer is needed; install one and put it on the PATH, or set JAVA_HOME"));
  }

  @Test
  void javaHomeWithoutJavaIsTold() throws Exception {
    assertThat(run(Map.of("JAVA_HOME", "/nowhere")))
        .isEqualTo(
            failed(
                "JDK 17 or newer is needed; JAVA_HOME is /nowhere, which has no bin/java: set it to a"
                    + " JDK, or unset it"));
  }

  @Test
  void oldJavaIsTold() throws Exception {
    Path java = program("java", "echo '    java.specification.version = 11' >&2");
    assertThat(run(Map.of()))
        .isEqualTo(failed("JDK 17 or newer is needed; " + java + " is version 11"));
  }

  @Test
  void javaThatDoesNotStartIsToldWithWhatItSays() throws Exception {
    Path java = program("java", "echo 'Unrecognized option: -Xbad' >&2; exit 1");
    assertThat(run(Map.of()))
        .isEqualTo(failed(java + " does not start: Unrecognized option: -Xbad"));
  }

  @Test
  void otherLibrariesAreBuiltFromAnEmptyFolderAndOtherSourcesAreNot() throws Exception {
    program("java", "echo '    java.specification.version = 17' >&2");
    program("javac", "");
    program("mvn", "echo \"$@\" >&2");

    assertThat(goals()).isEqualTo("package");
    assertThat(goalsAfterAChangeOf("compose/local/src/main/Some.java")).isEqualTo("package");
    assertThat(goalsAfterAChangeOf("compose/parts/kafka/pom.xml")).isEqualTo("clean package");
  }

  @Test
  void nothingIsBuiltBeneathAProcessThatRunsFromHere() throws Exception {
    program("java", "echo '    java.specification.version = 17' >&2");
    Files.createDirectories(root.resolve("compose/local/target"));
    Files.setLastModifiedTime(
        Files.createFile(root.resolve("compose/local/target/built")), LONG_AGO);
    Files.createFile(root.resolve("pom.xml"));
    Process running = processThatRunsFromHere();
    try {
      assertThat(run(Map.of()).lines())
          .contains(
              "ledger: sources were changed; not built while process "
                  + running.pid()
                  + " runs from here (ledger down ends a stack)");
    } finally {
      running.destroyForcibly();
    }
  }

  /** A bench has a stamp of its own, but shares with a stack what it is built of. */
  @ParameterizedTest
  @ValueSource(strings = {"bench", "bench-latency", "up"})
  void nothingIsBuiltForTheFirstTimeBeneathAProcessThatRunsFromHere(String command)
      throws Exception {
    program("java", "echo '    java.specification.version = 17' >&2");
    program("javac", "");
    program("mvn", "echo built");
    Process running = processThatRunsFromHere();
    try {
      assertThat(run(command, Map.of()))
          .isEqualTo(
              failed(
                  "not built while process "
                      + running.pid()
                      + " runs from here (ledger down ends a stack)"));
      assertThat(run("down", Map.of()).lines()).contains("built");
    } finally {
      running.destroyForcibly();
    }
  }

  private Process processThatRunsFromHere() throws IOException {
    return new ProcessBuilder(
            onThisMachine("sh").toString(), "-c", "read line", "-Dledger.home=" + root.toRealPath())
        .start();
  }

  private String goalsAfterAChangeOf(String file) throws Exception {
    Path changed = root.resolve(file);
    Files.createDirectories(changed.getParent());
    Files.writeString(changed, "changed");
    Files.setLastModifiedTime(root.resolve("compose/local/target/built"), LONG_AGO);
    Files.setLastModifiedTime(
        changed, FileTime.fromMillis(LONG_AGO.toMillis() + Duration.ofMinutes(1).toMillis()));
    String goals = goals();
    Files.delete(changed);
    return goals;
  }

  /** What Maven is asked for. */
  private String goals() throws Exception {
    return run(Map.of()).lines().stream()
        .filter(line -> line.contains(" -am "))
        .map(line -> line.substring(line.indexOf(" -am ") + " -am ".length()))
        .findFirst()
        .orElse("");
  }

  @Test
  void noMavenIsTold() throws Exception {
    program("java", "echo '    java.specification.version = 17' >&2");
    program("javac", "");
    assertThat(run(Map.of()))
        .isEqualTo(
            failed("Maven 3.8.5 or newer is needed to build; install it and put it on the PATH"));
  }

  @Test
  void javaWithoutCompilerIsTold() throws Exception {
    Path java = program("java", "echo '    java.specification.version = 21' >&2");
    program("mvn", "");
    assertThat(run(Map.of()))
        .isEqualTo(
            failed("a JDK is needed to build; " + java + " is of a runtime without a compiler"));
  }

  @Test
  void buildThatFailsIsToldAndTriedAgainTheNextTime() throws Exception {
    program("java", "echo '    java.specification.version = 17' >&2");
    program("javac", "");
    program("mvn", "echo '[ERROR] the reason'; exit 1");
    for (int attempt = 0; attempt < 2; attempt++) {
      assertThat(run(Map.of()))
          .isEqualTo(
              new Answer(
                  1,
                  List.of(
                      "ledger: building (the first time it downloads all parts, which takes minutes)",
                      "[ERROR] the reason",
                      "ledger: the build failed")));
    }
  }

  @ParameterizedTest
  @CsvSource({"status, 1", "verify, 4"})
  void commandsThatLiveLongHaveTheOptimizingCompilerAndAllFlagsAreJavas(
      String command, String compilers) throws Exception {
    program(
        "java",
        """
        case "$1" in
          -XshowSettings*) echo '    java.specification.version = 17' >&2 ;;
          *) for argument; do echo "$argument"; done ;;
        esac""");
    Files.createDirectories(root.resolve("compose/local/target"));
    Files.createFile(root.resolve("compose/local/target/built"));

    List<String> arguments = run(command, Map.of()).lines();
    List<String> flags = arguments.stream().filter(one -> one.startsWith("-X")).toList();
    List<String> java = new ArrayList<>(flags);
    java.add(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
    java.add("-version");

    assertThat(arguments).endsWith("io.salesledger.local.LedgerCommand", command);
    assertThat(flags).contains("-XX:TieredStopAtLevel=" + compilers);
    assertThat(run(new ProcessBuilder(java)))
        .satisfies(answer -> assertThat(answer.exitCode()).as("%s", answer.lines()).isZero());
  }

  @ParameterizedTest
  @CsvSource({"17, false", "21, false", "22, true", "25, true"})
  void laterJavasAreToldThatNativeCodeIsMeant(String release, boolean told) throws Exception {
    program(
        "java",
        """
        case "$1" in
          -XshowSettings*) echo '    java.specification.version = %s' >&2 ;;
          *) for argument; do echo "$argument"; done ;;
        esac"""
            .formatted(release));
    Files.createDirectories(root.resolve("compose/local/target"));
    Files.createFile(root.resolve("compose/local/target/built"));

    List<String> arguments = run("status", Map.of()).lines();

    assertThat(arguments.contains("--enable-native-access=ALL-UNNAMED")).isEqualTo(told);
    assertThat(arguments).as("no terminal here").contains("-Dledger.terminal=false");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "C", "POSIX", "xx_XX.UTF-8", "C.UTF-8"})
  void namesBeyondAsciiAreUnderstoodWhateverTheLocale(String locale) throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    program("java", "exec " + java + " -XshowSettings:properties -version");
    Files.createDirectories(root.resolve("compose/local/target"));
    Files.createFile(root.resolve("compose/local/target/built"));

    assertThat(run("status", Map.of("LC_ALL", locale)).lines())
        .contains("    sun.jnu.encoding = UTF-8");
  }

  private static Answer failed(String line) {
    return new Answer(1, List.of("ledger: " + line));
  }

  private Path program(String name, String script) throws IOException {
    Path program = Files.writeString(bin.resolve(name), "#!/bin/sh\n" + script + "\n");
    return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Answer run(Map<String, String> environment) throws IOException, InterruptedException {
    return run("up", environment);
  }

  private Answer run(String command, Map<String, String> environment)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
                bin.resolve("bash").toString(), root.resolve("ledger").toString(), command)
            .directory(root.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().put("PATH", bin.toString());
    return run(builder);
  }

  private static Answer run(ProcessBuilder builder) throws IOException, InterruptedException {
    Process script = builder.redirectErrorStream(true).start();
    List<String> lines =
        new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    return new Answer(script.waitFor(), lines);
  }

  private static Path onThisMachine(String tool) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
        .map(folder -> Path.of(folder, tool))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + tool + " on this machine"));
  }
}
