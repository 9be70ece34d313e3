package io.salesledger.queryapi.support;

import io.salesledger.parts.RedisServer;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** A real Redis, the real service before it, and a way to write views. */
public final class ServiceFixture implements AutoCloseable {
  private final RedisServer server;
  private final RedisCommands redis;
  private final ApiProcess api;

  public ServiceFixture(Path folder, Map<String, String> settings) {
    this(folder, settings, ApiProcess.HEAP_MEGABYTES);
  }

  public ServiceFixture(Path folder, Map<String, String> settings, int heapMegabytes) {
    this.server = RedisServer.start(folder);
    this.redis = new RedisCommands(server.uri());
    Map<String, String> all = new TreeMap<>(settings);
    all.put("ledger.redis.uri", server.uri());
    // No test of one is about an answer that is late because the machine is busy.
    all.putIfAbsent("ledger.redis.timeout", "30s");
    this.api = ApiProcess.start(folder, all, heapMegabytes);
  }

  public RedisServer server() {
    return server;
  }

  public RedisCommands redis() {
    return redis;
  }

  public ApiProcess api() {
    return api;
  }

  @Override
  public void close() {
    api.close();
    redis.close();
    server.close();
  }
}
