package io.salesledger.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/**
 * Stands between one command and Redis, and holds up the first request that contains a text, or
 * Redis's answer to it, for good: neither is passed on any more. So a command can be killed at that
 * very moment. Everything else passes.
 */
final class HeldRequest implements AutoCloseable {
  /** What is held up. */
  enum Part {
    /** Redis never has the whole of the request. */
    REQUEST,
    /** Redis has done it, and the command does not know. */
    ANSWER
  }

  private static final int BUFFER_BYTES = 65_536;

  private final ServerSocket server;
  private final int redisPort;
  private final String text;
  private final Part part;
  private final CountDownLatch held = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  private HeldRequest(int redisPort, String text, Part part) throws IOException {
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.redisPort = redisPort;
    this.text = text;
    this.part = part;
  }

  static HeldRequest before(int redisPort, String text, Part part) throws IOException {
    HeldRequest proxy = new HeldRequest(redisPort, text, part);
    proxy.threads.execute(proxy::accept);
    return proxy;
  }

  /** Where a command finds Redis, by way of this. */
  String uri() {
    return "redis://127.0.0.1:" + server.getLocalPort() + "/0";
  }

  /** Whether it holds what it was to hold. */
  boolean holds() {
    return held.getCount() == 0;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket command = server.accept();
        open.add(command);
        threads.execute(() -> connect(command));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void connect(Socket command) {
    try {
      Socket redis = new Socket(InetAddress.getLoopbackAddress(), redisPort);
      open.add(redis);
      Conversation conversation = new Conversation();
      threads.execute(() -> pass(command, redis, conversation::isHeldRequest));
      pass(redis, command, conversation::isHeldAnswer);
    } catch (IOException e) {
      close(command); // Redis is away: so is this
    }
  }

  /** What one connection has asked for so far. */
  private final class Conversation {
    private String seen = "";
    private volatile boolean asked;

    boolean isHeldRequest(String bytes) {
      // The text may come in two pieces; it never ends a request.
      String known = seen + bytes;
      if (known.contains(text)) {
        asked = true;
      }
      seen = known.substring(Math.max(0, known.length() - text.length()));
      return asked && part == Part.REQUEST;
    }

    boolean isHeldAnswer(String bytes) {
      return asked && part == Part.ANSWER;
    }
  }

  private void pass(Socket from, Socket to, Predicate<String> isHeld) {
    byte[] bytes = new byte[BUFFER_BYTES];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
        if (isHeld.test(new String(bytes, 0, read, StandardCharsets.ISO_8859_1))) {
          hold();
          return;
        }
        out.write(bytes, 0, read);
        out.flush();
      }
    } catch (IOException e) {
      // the command is gone, as it is to be
    } finally {
      close(from);
      close(to);
    }
  }

  private void hold() {
    held.countDown();
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void close(Socket socket) {
    open.remove(socket);
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    open.forEach(this::close);
    threads.shutdownNow();
  }
}
