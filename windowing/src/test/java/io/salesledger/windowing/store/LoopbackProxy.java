package io.salesledger.windowing.store;

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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A TCP proxy before a Redis that can lose a script's reply, and counts connections. */
final class LoopbackProxy implements AutoCloseable {
  private final ServerSocket server;
  private final int target;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicBoolean loseNext = new AtomicBoolean();
  private final AtomicInteger lost = new AtomicInteger();

  LoopbackProxy(int target) {
    this.target = target;
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::accept);
  }

  String uri() {
    return "redis://127.0.0.1:" + server.getLocalPort() + "/0";
  }

  /** How many connections were made so far. */
  int connections() {
    return connections.get();
  }

  /** How many replies were lost so far. */
  int lost() {
    return lost.get();
  }

  /** The next script is run, but its reply is lost with the connection. */
  void loseTheNextScriptsReply() {
    loseNext.set(true);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        connections.incrementAndGet();
        open.add(client);
        threads.execute(() -> connect(client));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void connect(Socket client) {
    try {
      Socket redis = new Socket(InetAddress.getLoopbackAddress(), target);
      open.add(redis);
      AtomicBoolean losing = new AtomicBoolean();
      threads.execute(() -> pump(client, redis, losing, true));
      pump(redis, client, losing, false);
    } catch (IOException e) {
      close(client); // Redis is away: so is this
    }
  }

  private void pump(Socket from, Socket to, AtomicBoolean losing, boolean requests) {
    byte[] bytes = new byte[65_536];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
        if (requests
            && new String(bytes, 0, read, StandardCharsets.ISO_8859_1).contains("EVALSHA")
            && loseNext.compareAndSet(true, false)) {
          losing.set(true);
        } else if (!requests && losing.get()) {
          lost.incrementAndGet();
          break;
        }
        out.write(bytes, 0, read);
        out.flush();
      }
    } catch (IOException e) {
      // the other side is gone, so this one goes too
    } finally {
      close(from);
      close(to);
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
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    open.forEach(this::close);
    threads.shutdownNow();
  }
}
