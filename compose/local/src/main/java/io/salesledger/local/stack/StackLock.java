package io.salesledger.local.stack;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The right to run a stack in a folder: one process has it, and loses it with its life. Its file
 * says which process, as number and start ({@link ProcessId}). Not thread-safe.
 */
final class StackLock implements AutoCloseable {
  private final FileChannel file;

  private StackLock(FileChannel file) {
    this.file = file;
  }

  /**
   * Takes it.
   *
   * @return empty if another has it
   * @throws IOException if its file cannot be written
   */
  static Optional<StackLock> take(StackFolder folder) throws IOException {
    folder.make();
    FileChannel file =
        FileChannel.open(folder.lockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!isLocked(file)) {
      file.close();
      return Optional.empty();
    }
    ProcessId self = ProcessId.of(ProcessHandle.current());
    file.truncate(0);
    file.write(
        ByteBuffer.wrap(
            (self.pid() + " " + self.start() + "\n").getBytes(StandardCharsets.US_ASCII)));
    return Optional.of(new StackLock(file));
  }

  /** The process that has it, as far as that can be told. */
  static Optional<ProcessHandle> holder(StackFolder folder) {
    try {
      String[] noted = Files.readString(folder.lockFile()).strip().split(" ", -1);
      return noted.length == 2
          ? new ProcessId(Long.parseLong(noted[0]), noted[1]).find()
          : Optional.empty();
    } catch (IOException | NumberFormatException e) {
      // Nobody ever had it, or what is noted is damaged.
      return Optional.empty();
    }
  }

  @Override
  public void close() throws IOException {
    file.truncate(0);
    file.close();
  }

  private static boolean isLocked(FileChannel file) throws IOException {
    try {
      return file.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      // Held by this very process.
      return false;
    }
  }
}
