package io.salesledger.parts;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Ends a part's processes when this JVM is gone, even by {@code kill -9}: a small shell that waits
 * for the end of a pipe which only this JVM holds open, then kills what carries the part's markers.
 */
public final class ParentGuard implements AutoCloseable {
  private static final String SCRIPT =
      """
      read -r line
      printf '%s\\n' "$PART_MARKERS" | while read -r marker; do
        if [ -d /proc/self ]; then
          for process in /proc/[0-9]*; do
            if tr '\\0' '\\n' < "$process/cmdline" 2>/dev/null | grep -qxF -e "$marker"; then
              [ "${process#/proc/}" = "$$" ] || kill -9 "${process#/proc/}"
            fi
          done
        else
          pkill -9 -f -e "$marker"
        fi
      done
      """;

  private final Process shell;

  private ParentGuard(Process shell) {
    this.shell = shell;
  }

  /** Starts to guard whatever carries one of these arguments. */
  public static ParentGuard over(List<String> markers) throws IOException {
    ProcessBuilder shell =
        new ProcessBuilder("/bin/sh", "-c", SCRIPT)
            .directory(Path.of("/").toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    // Not as arguments: the guard would carry the markers itself.
    shell.environment().put("PART_MARKERS", String.join("\n", markers));
    return new ParentGuard(shell.start());
  }

  /** Stops guarding; the part lives on. */
  @Override
  public void close() {
    shell.destroyForcibly();
    shell.onExit().join();
  }
}
