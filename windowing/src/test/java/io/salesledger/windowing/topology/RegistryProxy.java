package io.salesledger.windowing.topology;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands before a real registry, and holds back or changes what it says of a schema. */
final class RegistryProxy implements AutoCloseable {
  private static final String SCHEMA = "/schemas/ids/";

  private final URI registry;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Map<Integer, CountDownLatch> held = new ConcurrentHashMap<>();
  private final Map<Integer, Integer> lies = new ConcurrentHashMap<>();
  private final AtomicInteger lied = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private volatile boolean isAway;

  RegistryProxy(String url) {
    registry = URI.create(url);
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + registry.getPath();
  }

  /** Answers no question about a schema, until it is let go. */
  void hold(int schemaId) {
    held.put(schemaId, new CountDownLatch(1));
  }

  void letGo(int schemaId) {
    held.remove(schemaId).countDown();
  }

  /** Answers nothing but that it cannot answer now, until it {@link #comesBack}. */
  void goesAway() {
    isAway = true;
  }

  void comesBack() {
    isAway = false;
  }

  /** How many questions it did not answer while it was away. */
  int refused() {
    return refused.get();
  }

  /** Says of one schema what is true of another, as a registry that was set up anew. */
  void lie(int schemaId, int as) {
    lies.put(schemaId, as);
  }

  void tellTheTruth() {
    lies.clear();
  }

  /** How often it lied. */
  int lied() {
    return lied.get();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String asked = exchange.getRequestURI().toString();
    byte[] body = exchange.getRequestBody().readAllBytes();
    try {
      if (isAway) {
        refused.incrementAndGet();
        exchange.sendResponseHeaders(503, -1);
        return;
      }
      HttpRequest.Builder request =
          HttpRequest.newBuilder(registry.resolve(path(asked)))
              .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
      String type = exchange.getRequestHeaders().getFirst("Content-Type");
      if (type != null) {
        request.header("Content-Type", type);
      }
      HttpResponse<byte[]> answer =
          client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(
          answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
      exchange.getResponseBody().write(answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      exchange.close();
    }
  }

  private String path(String asked) throws InterruptedException {
    int at = asked.indexOf(SCHEMA);
    if (at < 0) {
      return asked;
    }
    String rest = asked.substring(at + SCHEMA.length());
    int id = Integer.parseInt(rest.split("[?/]", 2)[0]);
    CountDownLatch latch = held.get(id);
    if (latch != null) {
      latch.await();
    }
    Integer as = lies.get(id);
    if (as == null) {
      return asked;
    }
    lied.incrementAndGet();
    return asked.replaceFirst(SCHEMA + id, SCHEMA + as);
  }

  @Override
  public void close() {
    held.values().forEach(CountDownLatch::countDown);
    server.stop(0);
    threads.shutdownNow();
  }
}
