package io.salesledger.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * What processes have used since they began, as Linux tells it. Immutable.
 *
 * @param cpuSeconds of all their threads, and of those children of theirs that have ended: Redis
 *     rewrites its file in one
 * @param peakRssBytes the sum of each one's own peak of resident memory
 */
record ProcessUse(double cpuSeconds, long peakRssBytes) {
  /** Nothing. */
  static final ProcessUse NONE = new ProcessUse(0, 0);

  // USER_HZ is 100 on every Linux that runs Java.
  private static final double TICKS_A_SECOND = 100;

  /** User, system, and both of ended children that were waited for. */
  private static final int FIRST_TICKS_FIELD = 11;

  private static final int TICKS_FIELDS = 4;
  private static final String PEAK = "VmHWM:";
  private static final long BYTES_A_KB = 1024;

  /** Of these processes together; one that is gone counts as nothing. */
  static ProcessUse of(List<ProcessHandle> processes) {
    ProcessUse sum = NONE;
    for (ProcessHandle process : processes) {
      sum = sum.plus(of(process.pid()));
    }
    return sum;
  }

  /** Of one process; nothing if it is gone. */
  static ProcessUse of(long pid) {
    Path folder = Path.of("/proc", Long.toString(pid));
    try {
      String stat = Files.readString(folder.resolve("stat"), StandardCharsets.ISO_8859_1);
      // The name, in brackets, may hold anything.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      double ticks =
          Arrays.stream(fields)
              .skip(FIRST_TICKS_FIELD)
              .limit(TICKS_FIELDS)
              .mapToDouble(Double::parseDouble)
              .sum();
      return new ProcessUse(ticks / TICKS_A_SECOND, peakRss(folder));
    } catch (IOException e) {
      return NONE;
    }
  }

  private static long peakRss(Path folder) throws IOException {
    return Files.readAllLines(folder.resolve("status"), StandardCharsets.ISO_8859_1).stream()
        .filter(line -> line.startsWith(PEAK))
        .map(line -> line.substring(PEAK.length()).replace("kB", "").strip())
        .mapToLong(kilobytes -> Long.parseLong(kilobytes) * BYTES_A_KB)
        .findFirst()
        .orElse(0);
  }

  ProcessUse plus(ProcessUse other) {
    return new ProcessUse(cpuSeconds + other.cpuSeconds, peakRssBytes + other.peakRssBytes);
  }

  /** The same without what had been worked before; the peak stays. */
  ProcessUse since(ProcessUse before) {
    return new ProcessUse(cpuSeconds - before.cpuSeconds, peakRssBytes);
  }
}
