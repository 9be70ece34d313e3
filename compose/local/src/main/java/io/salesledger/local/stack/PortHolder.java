package io.salesledger.local.stack;

import io.salesledger.contract.PlainLine;
import io.salesledger.parts.MarkedProcesses;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Tells which process listens on a port, where the system shows it: Linux, and processes of our
 * own. Stateless; any thread may call it.
 */
final class PortHolder {
  private static final String LISTENING = "0A";
  private static final int ADDRESS = 1;
  private static final int CONNECTION_STATE = 3;
  private static final int INODE = 9;
  private static final int SHOWN_CHARACTERS = 80;

  private PortHolder() {}

  /** The process as people know it: number and command; empty if it cannot be told. */
  static Optional<String> describe(int port) {
    Set<String> sockets = listeningSockets(port);
    if (sockets.isEmpty()) {
      return Optional.empty();
    }
    return ProcessHandle.allProcesses()
        .filter(process -> holdsOneOf(process.pid(), sockets))
        .findFirst()
        .map(PortHolder::describe);
  }

  static String describe(ProcessHandle process) {
    String command = PlainLine.of(String.join(" ", MarkedProcesses.arguments(process)).strip());
    String shown =
        command.length() > SHOWN_CHARACTERS
            ? command.substring(0, SHOWN_CHARACTERS) + "..."
            : command;
    return "process " + process.pid() + " (" + shown + ")";
  }

  private static Set<String> listeningSockets(int port) {
    Set<String> links = new HashSet<>();
    String suffix = String.format(Locale.ROOT, ":%04X", port);
    for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      for (String line : lines(Path.of(table))) {
        String[] columns = line.strip().split("\\s+", -1);
        if (columns.length > INODE
            && columns[ADDRESS].endsWith(suffix)
            && columns[CONNECTION_STATE].equals(LISTENING)) {
          links.add("socket:[" + columns[INODE] + "]");
        }
      }
    }
    return links;
  }

  private static List<String> lines(Path table) {
    try {
      return Files.readAllLines(table);
    } catch (IOException e) {
      // Not on this system: who it is stays untold.
      return List.of();
    }
  }

  private static boolean holdsOneOf(long pid, Set<String> sockets) {
    Path descriptors = Path.of("/proc", Long.toString(pid), "fd");
    try (DirectoryStream<Path> open = Files.newDirectoryStream(descriptors)) {
      for (Path descriptor : open) {
        if (Files.isSymbolicLink(descriptor)
            && sockets.contains(Files.readSymbolicLink(descriptor).toString())) {
          return true;
        }
      }
    } catch (IOException e) {
      // Another user's, or gone while we looked.
      return false;
    }
    return false;
  }
}
