package io.salesledger.windowing.log;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.salesledger.schemas.PaymentSchemas;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.apache.avro.Schema;

/** As much of a registry as is asked of it. */
final class HttpRegistry implements AutoCloseable {
  static final String SUBJECT = "sales_events-value";
  static final int OURS = 3;

  private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final HttpServer server;
  private final Map<Integer, String> others = new ConcurrentHashMap<>();
  private final Map<Integer, String> answers = new ConcurrentHashMap<>();
  private final Map<Integer, Integer> failures = new ConcurrentHashMap<>();
  private volatile int failure;
  private volatile boolean hangsUp;
  private volatile boolean lookUpsFail;
  private volatile CountDownLatch held = new CountDownLatch(0);

  HttpRegistry() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    server.createContext("/", this::answer);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  void register(int id, Schema schema) {
    schemas.put(id, schema);
  }

  /** A schema of another format than Avro. */
  void register(int id, String format) {
    others.put(id, format);
  }

  /** An answer of 200 for a schema, as it is. */
  void answer(int id, String json) {
    answers.put(id, json);
  }

  void registerOurs() {
    register(OURS, PaymentSchemas.newest());
  }

  void empty() {
    schemas.clear();
  }

  void fail(int status) {
    failure = status;
  }

  /** Answers what is asked of this schema alone with an error. */
  void fail(int id, int status) {
    failures.put(id, status);
  }

  /** Ends each connection without an answer. */
  void hangUp() {
    hangsUp = true;
  }

  void recover() {
    failure = 0;
    failures.clear();
    hangsUp = false;
  }

  /** Answers nothing until it is let go. */
  void hold() {
    held = new CountDownLatch(1);
  }

  void letGo() {
    held.countDown();
  }

  /** The paths that were asked for. */
  List<String> asked() {
    return asked;
  }

  /** How often this schema was asked for. */
  long asked(int id) {
    return asked.stream().filter(path -> path.equals("/schemas/ids/" + id)).count();
  }

  void failLookUps() {
    lookUpsFail = true;
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    asked.add(path);
    try {
      held.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    exchange.getRequestBody().readAllBytes();
    if (hangsUp) {
      exchange.close();
    } else if (failure != 0) {
      send(exchange, failure, "this is no registry");
    } else if (path.startsWith("/schemas/ids/")) {
      byId(exchange, Integer.parseInt(path.substring(path.lastIndexOf('/') + 1)));
    } else if (lookUpsFail) {
      send(exchange, 503, "{\"error_code\":50301,\"message\":\"soon\"}");
    } else if (schemas.containsValue(PaymentSchemas.newest())) {
      send(
          exchange,
          200,
          "{\"subject\":\"%s\",\"id\":%d,\"version\":3,\"schema\":\"\\\"string\\\"\"}"
              .formatted(SUBJECT, OURS));
    } else {
      send(exchange, 404, "{\"error_code\":40401,\"message\":\"Subject not found\"}");
    }
  }

  private void byId(HttpExchange exchange, int id) throws IOException {
    Schema schema = schemas.get(id);
    Integer status = failures.get(id);
    if (status != null) {
      send(exchange, status, "{\"error_code\":%d,\"message\":\"not now\"}".formatted(status));
    } else if (answers.containsKey(id)) {
      send(exchange, 200, answers.get(id));
    } else if (others.containsKey(id)) {
      send(exchange, 200, "{\"schemaType\":\"%s\",\"schema\":\"{}\"}".formatted(others.get(id)));
    } else if (schema == null) {
      send(exchange, 404, "{\"error_code\":40403,\"message\":\"Schema not found\"}");
    } else {
      String text = schema.toString().replace("\\", "\\\\").replace("\"", "\\\"");
      send(exchange, 200, "{\"schema\":\"" + text + "\"}");
    }
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    held.countDown();
    server.stop(0);
  }
}
