package io.salesledger.bench;

import io.salesledger.parts.RedisServer;
import io.salesledger.parts.Waiting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the contenders, with the flags and settings that the report tells. */
final class Contenders {
  /**
   * More heap than the ledger's worker has, the collector that gives most throughput, and the
   * worker's room for classes, which need not grow by full collections.
   */
  private static final List<String> JVM_FLAGS =
      List.of(
          "-Xms2g",
          "-Xmx2g",
          "-XX:MetaspaceSize=96m",
          "-XX:+UseParallelGC",
          "-XX:+ExitOnOutOfMemoryError",
          "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
          "-Dlog4j2.configurationFile=bench-log4j2.xml");

  /** Flink's own, for JDK 17. */
  private static final List<String> FLINK_FLAGS =
      List.of(
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "--add-opens=java.base/java.util=ALL-UNNAMED",
          "--add-opens=java.base/java.time=ALL-UNNAMED");

  private static final String CEILING = "io.salesledger.bench.Ceiling";
  private static final String STREAMS = "io.salesledger.bench.streams.StreamsContender";
  private static final String FLINK = "io.salesledger.bench.flink.FlinkContender";

  private final Ground ground;
  private final Installed installed;
  private final Waiting waiting;
  private final Patience patience;
  private final int threads = Math.min(8, Runtime.getRuntime().availableProcessors());

  Contenders(Ground ground, Installed installed, Waiting waiting, Workload workload) {
    this.ground = ground;
    this.installed = installed;
    this.waiting = waiting;
    this.patience = Patience.with(workload.records());
  }

  /** The one of this name. */
  Contender of(ContenderName name) {
    return switch (name) {
      case CEILING ->
          ownJvm(
              name,
              installed.benchClasspath(),
              CEILING,
              OwnJvm.Finish.SAID,
              List.of(),
              Optional.empty());
      case OURS -> onStorm(ledger(true));
      case OURS_NO_STORE -> onStorm(ledger(false));
      case KAFKA_STREAMS -> streams(name, "at_least_once", Optional.empty());
      case KAFKA_STREAMS_EXACTLY_ONCE -> streams(name, "exactly_once_v2", Optional.empty());
      case KAFKA_STREAMS_REDIS ->
          new WithRedis(redis -> streams(name, "exactly_once_v2", Optional.of(redis)));
      case FLINK -> flink(name, Optional.empty());
      case FLINK_REDIS -> new WithRedis(redis -> flink(name, Optional.of(redis)));
      case DEMO -> onStorm(new DemoProgram(ground, installed));
    };
  }

  private LedgerProgram ledger(boolean stored) {
    return new LedgerProgram(ground, waiting, installed, stored, Map.of(), Map.of());
  }

  private OnStorm onStorm(OnStorm.Program program) {
    return new OnStorm(ground, waiting, patience, program);
  }

  private OwnJvm streams(ContenderName name, String guarantee, Optional<RedisServer> redis) {
    return ownJvm(
        name,
        installed.kafkaStreamsClasspath(),
        STREAMS,
        OwnJvm.Finish.COMMITTED,
        List.of("-Dguarantee=" + guarantee),
        redis);
  }

  private OwnJvm flink(ContenderName name, Optional<RedisServer> redis) {
    return ownJvm(name, installed.flinkClasspath(), FLINK, OwnJvm.Finish.SAID, FLINK_FLAGS, redis);
  }

  private OwnJvm ownJvm(
      ContenderName name,
      String classpath,
      String main,
      OwnJvm.Finish finish,
      List<String> moreFlags,
      Optional<RedisServer> redis) {
    List<String> flags = new ArrayList<>(JVM_FLAGS);
    flags.addAll(moreFlags);
    redis.ifPresent(server -> flags.add("-Dredis=" + server.uri()));
    return new OwnJvm(
        ground,
        waiting,
        patience,
        new OwnJvm.Program(name.label(), classpath, main, flags, finish, redis),
        threads);
  }
}
