package io.salesledger.local.stack;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** Says what happens, one line at a time. Any thread may call it. */
public final class Announcer {
  private final PrintWriter out;

  /** One that writes there, and flushes each line. */
  public Announcer(PrintWriter out) {
    this.out = out;
  }

  /** One line, or several that belong together. */
  public synchronized void say(String text) {
    out.println(text);
    out.flush();
  }

  /** What a step did, and how long it took. */
  public void step(String name, String what, long startNanos) {
    double seconds = Duration.ofNanos(System.nanoTime() - startNanos).toMillis() / 1000.0;
    say(String.format(Locale.ROOT, "  %-18s %-40s %6.1f s", name, what, seconds));
  }
}
