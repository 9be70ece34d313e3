package io.salesledger.parts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A real Redis: append-only file synced every second, nothing ever evicted. */
public final class RedisServer extends RunningPart {
  private RedisServer(PartSpec spec) {
    super(spec);
  }

  /** One on a random port, with its data in a folder of its own below {@code folder}. */
  public static RedisServer start(Path folder) {
    return new RedisServer(
        spec(PartsHome.located(), folder.resolve("redis"), LoopbackPorts.free()));
  }

  /** How it is run. */
  public static PartSpec spec(PartsHome home, Path folder, int port) {
    Path absolute = folder.toAbsolutePath().normalize();
    Path configuration = absolute.resolve("redis.conf");
    return new PartSpec(
        "Redis",
        port,
        absolute,
        absolute.resolve("redis.log"),
        List.of(home.redisServer().toString(), configuration.toString()),
        Map.of(),
        () -> configure(configuration, absolute, port),
        Readiness.redis(port),
        // It loads all views before it answers.
        Duration.ofMinutes(10),
        List.of(configuration.toString()));
  }

  /** Its address, database 0. */
  public String uri() {
    return "redis://127.0.0.1:" + port() + "/0";
  }

  private static void configure(Path configuration, Path folder, int port) throws IOException {
    Path data = folder.resolve("data");
    Files.createDirectories(data);
    PartFiles.write(
        configuration,
        List.of(
            "bind 127.0.0.1",
            "port " + port,
            "dir \"" + data + "\"",
            "appendonly yes",
            "appendfsync everysec",
            // Redis's own 64 MB come several times in a minute of catching up with many products,
            // and each rewrite takes a core from it; so much is loaded in seconds.
            "auto-aof-rewrite-min-size 256mb",
            "save \"\"",
            "maxmemory-policy noeviction",
            "set-proc-title no",
            "daemonize no"));
  }
}
