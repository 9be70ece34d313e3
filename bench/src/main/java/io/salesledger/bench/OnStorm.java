package io.salesledger.bench;

import io.salesledger.bench.contender.Sums;
import io.salesledger.contract.LedgerFailure;
import io.salesledger.parts.MarkedProcesses;
import io.salesledger.parts.PartProcess;
import io.salesledger.parts.RedisServer;
import io.salesledger.parts.StormCluster;
import io.salesledger.parts.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A contender that is a topology on a Storm cluster, with a Redis, each process as {@code ledger
 * up} runs it.
 */
final class OnStorm implements Contender {
  private static final long POLL_MILLIS = 5;

  private final Ground ground;
  private final Waiting waiting;
  private final Patience patience;
  private final Program program;

  OnStorm(Ground ground, Waiting waiting, Patience patience, Program program) {
    this.ground = ground;
    this.waiting = waiting;
    this.patience = patience;
    this.program = program;
  }

  /** The topology that is run. */
  interface Program {
    /**
     * Puts it on the cluster.
     *
     * @param folder an empty one of its own
     * @param run its number, for names that must not be used twice
     */
    Figures submit(Payments payments, RedisServer redis, StormCluster storm, Path folder, int run)
        throws IOException;

    /** What the report tells of it, by name. */
    Map<String, String> settings();

    /** What it is to come to, as far as it counts it. */
    default Sums expected(Sums all) {
      return all;
    }
  }

  /** What the topology has put into Redis. */
  interface Figures extends AutoCloseable {
    /** Whether every payment is in them. */
    boolean isComplete();

    /** Reads them; waits for those that are for the bench's check alone. */
    Sums sums() throws IOException;

    @Override
    void close();
  }

  @Override
  public Measured run(Payments payments, Path folder, int run) {
    try (RedisServer redis = RedisServer.start(folder);
        StormCluster storm = StormCluster.start(folder);
        Stopwatch stopwatch = Stopwatch.watch(ground, payments.topic())) {
      Daemons daemons = new Daemons(redis, storm);
      Map<String, ProcessUse> before = daemons.uses();
      try (Figures figures = program.submit(payments, redis, storm, folder, run)) {
        awaitComplete(figures, stopwatch, storm);
        double seconds = stopwatch.secondsUntil(System.nanoTime());
        long redisBytes = RedisMemory.used(redis);
        Map<String, ProcessUse> uses = new LinkedHashMap<>(daemons.workers(folder));
        daemons
            .uses()
            .forEach(
                (name, use) ->
                    uses.put(name, use.since(before.getOrDefault(name, ProcessUse.NONE))));
        Map<String, String> settings = new TreeMap<>(program.settings());
        settings.put("JVM flags of the worker", JvmFlags.of(storm.supervisor().workers()));
        return new Measured(
            payments.records(), seconds, redisBytes, uses, settings, figures.sums());
      }
    } catch (IOException e) {
      throw LedgerFailure.failed("cannot run it: " + e.getMessage(), e);
    }
  }

  @Override
  public Sums expected(Sums all) {
    return program.expected(all);
  }

  private void awaitComplete(Figures figures, Stopwatch stopwatch, StormCluster storm) {
    try {
      patience.await(
          waiting,
          "last payment in Redis",
          POLL_MILLIS,
          stopwatch::hasBegun,
          () -> {
            ground.refuseEnded();
            return figures.isComplete();
          });
    } catch (LedgerFailure e) {
      throw LedgerFailure.failed(e.getMessage() + workerLog(storm.supervisor().workerLogs()), e);
    }
  }

  private static String workerLog(Path logs) {
    try (Stream<Path> files = Files.walk(logs)) {
      return files
          .filter(file -> file.endsWith("worker.log"))
          .findFirst()
          .map(log -> "; the worker's log ends with:\n" + PartProcess.lastLines(log))
          .orElse("; no worker was started");
    } catch (IOException | UncheckedIOException e) {
      return "";
    }
  }

  /** The processes beside the worker, and the worker's. */
  private record Daemons(RedisServer redis, StormCluster storm) {
    Map<String, ProcessUse> uses() {
      Map<String, ProcessUse> uses = new LinkedHashMap<>();
      uses.put("Redis", ProcessUse.of(redis.pid()));
      uses.put(
          "ZooKeeper, Nimbus, supervisor",
          ProcessUse.of(
              List.of(
                  storm.zooKeeper().process().handle(),
                  storm.nimbus().process().handle(),
                  storm.supervisor().process().handle())));
      return uses;
    }

    /** Each worker is two JVMs: itself and the one that writes its log. */
    Map<String, ProcessUse> workers(Path folder) {
      List<ProcessHandle> workers = storm.supervisor().workers();
      List<ProcessHandle> logWriters =
          MarkedProcesses.find(
                  List.of("-Dstorm.local.dir=" + folder.resolve("supervisor").resolve("data")))
              .stream()
              .filter(process -> !workers.contains(process))
              .toList();
      Map<String, ProcessUse> uses = new LinkedHashMap<>();
      uses.put("worker", ProcessUse.of(workers));
      uses.put("worker's log writer", ProcessUse.of(logWriters));
      return uses;
    }
  }
}
