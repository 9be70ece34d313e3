package io.salesledger.local.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * What a detached {@code up} says: in files of its own at first, so that one that is refused does
 * not write over what the one that runs has said. Any thread may call it.
 */
final class DetachedOutput {
  private final StackFolder folder;
  private Path log;
  private Path errors;
  private boolean kept;

  private DetachedOutput(StackFolder folder, Path log, Path errors) {
    this.folder = folder;
    this.log = log;
    this.errors = errors;
  }

  /** Empty files for an {@code up} that does not run yet. */
  static DetachedOutput create(StackFolder folder) throws IOException {
    long ownPid = ProcessHandle.current().pid();
    DetachedOutput created =
        new DetachedOutput(
            folder,
            empty(folder.root().resolve("up-" + ownPid + ".log")),
            empty(folder.root().resolve("up-" + ownPid + ".err")));
    // Also at Ctrl-C, after which nobody closes it. What was kept has other names.
    created.log.toFile().deleteOnExit();
    created.errors.toFile().deleteOnExit();
    return created;
  }

  /** Not a temporary file, which others of the user's group could not read. */
  private static Path empty(Path file) throws IOException {
    Files.deleteIfExists(file);
    return Files.createFile(file);
  }

  /** Where its answers are now. */
  synchronized Path log() {
    return log;
  }

  /** Where its complaints are now. */
  synchronized Path errors() {
    return errors;
  }

  /** It is the folder's {@code up}: from now on these are the folder's files. */
  synchronized void keep() throws IOException {
    if (!kept) {
      log = Files.move(log, folder.upLog(), StandardCopyOption.REPLACE_EXISTING);
      errors = Files.move(errors, folder.upErrors(), StandardCopyOption.REPLACE_EXISTING);
      kept = true;
    }
  }

  /** It has ended; what was kept stays. */
  synchronized void close() throws IOException {
    if (!kept) {
      Files.deleteIfExists(log);
      Files.deleteIfExists(errors);
    }
  }
}
