package io.salesledger.local.stack;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.parts.KafkaData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/** Whether a stack can run in a folder, asked before anything is started. Changes nothing. */
final class FolderCheck {
  /** What a start writes, and some hours of sales; below it Kafka soon stops. */
  static final long MIN_FREE_BYTES = 512L << 20;

  private static final String NO_FOLDER =
      " is not a folder; move it away, or choose another one with --data";
  private static final long MEGABYTE = 1L << 20;

  /**
   * Kafka takes a comma for the end of a folder, and Java a colon in a class path, as Storm gives
   * it to workers; the others end a text in Redis' or Storm's.
   */
  private static final String UNFIT = ",:\"\\\n\r";

  private final StackFolder folder;
  private final long minFreeBytes;

  /** That of this folder. */
  FolderCheck(StackFolder folder) {
    this(folder, MIN_FREE_BYTES);
  }

  /** That of this folder, on a disk with so much room. */
  FolderCheck(StackFolder folder, long minFreeBytes) {
    this.folder = folder;
    this.minFreeBytes = minFreeBytes;
  }

  /**
   * Refuses a folder that cannot be used.
   *
   * @throws LedgerFailure that says what is wrong and how to go on
   */
  void run() {
    checkPath();
    Path nearest = nearest(folder.root());
    checkNamed(nearest);
    checkUsable(nearest);
    StackFolder.STOP_ORDER.stream()
        .map(folder::part)
        .filter(FolderCheck::isTaken)
        .forEach(FolderCheck::checkUsable);
    checkRoom(nearest);
    Optional<String> damage = KafkaData.damage(folder.part("kafka"));
    if (damage.isPresent()) {
      throw LedgerFailure.failed(
          damage.get()
              + "; put "
              + folder.part("kafka")
              + " back from a copy, or begin a new ledger in another folder with --data");
    }
  }

  private void checkPath() {
    String path = folder.root().toString();
    if (path.chars().anyMatch(c -> UNFIT.indexOf(c) >= 0)) {
      throw LedgerFailure.usage(
          path
              + " has a comma, a colon, a double quote, a backslash or a line end in it, which the parts'"
              + " settings cannot hold; choose another folder with --data");
    }
  }

  private static Path nearest(Path wanted) {
    Path there = wanted;
    for (Path above = there; above != null; above = above.getParent()) {
      there = above;
      if (isTaken(above)) {
        break;
      }
    }
    return there;
  }

  /** A link that leads nowhere is there too: no folder can be made in its place. */
  private static boolean isTaken(Path place) {
    return Files.exists(place, LinkOption.NOFOLLOW_LINKS);
  }

  /** What is wrong here is wrong with the name that was given. */
  private static void checkNamed(Path nearest) {
    if (!Files.isDirectory(nearest)) {
      throw LedgerFailure.usage(nearest + NO_FOLDER);
    }
    try {
      if (Files.getFileStore(nearest).getTotalSpace() == 0) {
        throw LedgerFailure.usage(
            nearest + " is no disk: nothing can be kept there; choose another folder with --data");
      }
    } catch (IOException e) {
      throw noRoomTold(nearest, e);
    }
  }

  private static void checkUsable(Path place) {
    if (!Files.isDirectory(place)) {
      throw LedgerFailure.failed(place + NO_FOLDER);
    }
    if (!Files.isReadable(place) || !Files.isWritable(place) || !Files.isExecutable(place)) {
      throw LedgerFailure.failed(
          place
              + " cannot be read and written by "
              + System.getProperty("user.name")
              + "; mend its permissions, or choose another folder with --data");
    }
  }

  private void checkRoom(Path place) {
    try {
      long freeBytes = Files.getFileStore(place).getUsableSpace();
      if (freeBytes < minFreeBytes) {
        throw LedgerFailure.failed(
            "the disk of "
                + folder.root()
                + " is full: "
                + freeBytes / MEGABYTE
                + " MB are free, "
                + minFreeBytes / MEGABYTE
                + " MB are needed; make room, or choose another folder with --data");
      }
    } catch (IOException e) {
      throw noRoomTold(place, e);
    }
  }

  private static LedgerFailure noRoomTold(Path place, IOException cause) {
    return LedgerFailure.failed(
        "cannot tell the room below " + place + ": " + LedgerFailure.rootMessage(cause), cause);
  }
}
