package io.salesledger.parts;

import io.salesledger.contract.LedgerFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Finds ports on the loopback address. Stateless; any thread may call it. */
public final class LoopbackPorts {
  // Below where systems take ports for outgoing connections, so that none of those gets in between.
  private static final int LOWEST = 10_000;
  private static final int HIGHEST = 32_000;
  private static final int ATTEMPTS = 1000;

  private LoopbackPorts() {}

  /** A random port that nothing listens on now. */
  public static int free() {
    return freeRow(1);
  }

  /** The first of {@code count} ports in a row that nothing listens on now. */
  public static int freeRow(int count) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int first = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST - count);
      if (areFree(first, count)) {
        return first;
      }
    }
    throw LedgerFailure.failed("no " + count + " free ports in a row on 127.0.0.1");
  }

  /**
   * What the system says to whoever wants to listen on this port of the loopback address now.
   *
   * @return empty if it lets it; otherwise why not: mostly that another listens there, or on that
   *     port of all addresses
   */
  public static Optional<String> refusal(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static boolean areFree(int first, int count) {
    for (int port = first; port < first + count; port++) {
      if (refusal(port).isPresent()) {
        return false;
      }
    }
    return true;
  }
}
