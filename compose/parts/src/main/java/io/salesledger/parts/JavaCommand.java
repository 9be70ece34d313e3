package io.salesledger.parts;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Builds the command line of a small JVM: few threads, little memory, quick to start. */
public final class JavaCommand {
  private final List<String> options = new ArrayList<>();

  /** A JVM of this process's own kind with a heap of at most {@code heapMegabytes}. */
  public JavaCommand(String marker, int heapMegabytes) {
    options.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    options.add(marker);
    options.add("-Xmx" + heapMegabytes + "m");
    options.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xss512k"));
    // A process out of memory helps nobody: it ends and is started anew.
    options.add("-XX:+ExitOnOutOfMemoryError");
  }

  /** The argument by which a part's JVM can be told from any other process. */
  public static String marker(Path folder) {
    return "-Dledger.part=" + folder;
  }

  /** Adds JVM options. */
  public JavaCommand options(String... more) {
    options.addAll(List.of(more));
    return this;
  }

  /** Starts from these classes, if they were archived. */
  JavaCommand archive(ClassArchive archive) {
    options.addAll(archive.options());
    return this;
  }

  /** Adds a system property. */
  public JavaCommand property(String name, Object value) {
    options.add("-D" + name + "=" + value);
    return this;
  }

  /** The command that runs a class. */
  public List<String> main(String classpath, String mainClass, String... arguments) {
    List<String> command = new ArrayList<>(options);
    command.addAll(List.of("-cp", classpath, mainClass));
    command.addAll(List.of(arguments));
    return command;
  }

  /** The command that runs a jar. */
  public List<String> jar(Path jar, String... arguments) {
    List<String> command = new ArrayList<>(options);
    command.addAll(List.of("-jar", jar.toString()));
    command.addAll(List.of(arguments));
    return command;
  }
}
