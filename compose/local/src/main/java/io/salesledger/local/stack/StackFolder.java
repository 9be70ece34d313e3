package io.salesledger.local.stack;

import io.salesledger.parts.JavaCommand;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Where one stack keeps its data, and by which arguments its processes can be told from all others,
 * even when nothing is left that notes their numbers. Immutable.
 *
 * @param root the folder, absolute and normalized
 * @param option what names it on a command line, as typed, with a blank before it; empty where none
 *     is needed
 */
public record StackFolder(Path root, String option) {
  /** The folder's name where none is given. */
  public static final String DEFAULT_NAME = ".ledger";

  /** What a shell takes as it is. */
  private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_./+@%-]+");

  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  /** The parts' folders, in the order in which the parts are stopped: whoever writes goes first. */
  static final List<String> STOP_ORDER =
      List.of(
          "generator", "api", "supervisor", "nimbus", "zookeeper", "registry", "kafka", "redis");

  /** Makes the path absolute: it becomes an argument of processes. */
  public StackFolder {
    root = root.toAbsolutePath().normalize();
  }

  /**
   * Makes it, for its owner alone: what is kept below it may hold the settings' passwords. One that
   * is there stays as it is.
   */
  void make() throws IOException {
    if (!Files.isDirectory(root)) {
      Files.createDirectories(Objects.requireNonNull(root.getParent()));
      try {
        Files.createDirectory(root, OWNER_ONLY);
      } catch (FileAlreadyExistsException e) {
        Files.createDirectories(root); // made meanwhile, or no folder
      }
    }
  }

  /** The one that commands find without being told. */
  public StackFolder(Path root) {
    this(root, "");
  }

  /** The one that was named by {@code --data}. */
  public static StackFolder named(Path typed, Path workingFolder) {
    return new StackFolder(workingFolder.resolve(typed), " --data " + quoted(typed.toString()));
  }

  private static String quoted(String typed) {
    return PLAIN.matcher(typed).matches() ? typed : "'" + typed.replace("'", "'\\''") + "'";
  }

  /** One part's own folder. */
  public Path part(String name) {
    return root.resolve(name);
  }

  /** Locked by whoever keeps the stack running. */
  Path lockFile() {
    return root.resolve("lock");
  }

  /** Holds the {@link StackState}. */
  Path stateFile() {
    return root.resolve("stack.json");
  }

  /** What a detached {@code up} says. */
  public Path upLog() {
    return root.resolve("up.log");
  }

  /** What a detached {@code up} complains about. */
  public Path upErrors() {
    return root.resolve("up.err");
  }

  /**
   * Holds the fingerprint of the topology that `up` submitted last, and which submission it was.
   */
  Path topologyFile() {
    return root.resolve("topology.sha256");
  }

  /** The argument that only a detached {@code up} of this folder carries. */
  public String upMarker() {
    return "-Dledger.up=" + root;
  }

  /** The arguments that only processes of one part carry, in any way that it may be run. */
  List<String> markers(String part) {
    Path folder = part(part);
    return List.of(
        JavaCommand.marker(folder),
        folder.resolve("redis.conf").toString(),
        "-Dstorm.local.dir=" + folder.resolve("data"));
  }

  /** The arguments of all parts' processes. */
  public List<String> markers() {
    List<String> all = new ArrayList<>();
    STOP_ORDER.forEach(part -> all.addAll(markers(part)));
    return all;
  }
}
