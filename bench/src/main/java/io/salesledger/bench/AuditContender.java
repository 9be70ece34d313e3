package io.salesledger.bench;

import io.salesledger.bench.contender.ContenderProcess;
import io.salesledger.bench.contender.Order;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.SettingKey;
import io.salesledger.contract.SettingsLoader;
import io.salesledger.parts.RedisServer;
import io.salesledger.parts.Waiting;
import io.salesledger.windowing.audit.Audit;
import io.salesledger.windowing.audit.AuditProgress;
import io.salesledger.windowing.audit.AuditReport;
import io.salesledger.windowing.rebuild.Rebuild;
import io.salesledger.windowing.rebuild.RebuildProgress;
import io.salesledger.windowing.rebuild.RebuildReport;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * {@code ledger verify} or {@code ledger rebuild} in a JVM of its own, with the flags of the
 * command's. Its sums are what Redis holds afterwards.
 */
public final class AuditContender {
  /** Compares the views with the log. */
  static final String VERIFY = "verify";

  /** Makes the views anew. */
  static final String REBUILD = "rebuild";

  private static final String WORK = "bench.audit";
  private static final String SET = "bench.set.";
  private static final List<String> JVM_FLAGS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=4",
          "-Xshare:auto",
          "-Dlog4j2.configurationFile=bench-log4j2.xml");

  private AuditContender() {}

  /** The one that does this work on the views in a Redis. */
  static Contender of(
      String work,
      Ground ground,
      Installed installed,
      Waiting waiting,
      Payments payments,
      RedisServer redis) {
    List<String> flags = new ArrayList<>(JVM_FLAGS);
    flags.add("-D" + WORK + "=" + work);
    ground
        .options(payments.topic(), Map.of(SettingKey.REDIS_URI, redis.uri()))
        .forEach((key, value) -> flags.add("-D" + SET + key + "=" + value));
    return new OwnJvm(
        ground,
        waiting,
        Patience.with(payments.records()),
        new OwnJvm.Program(
            work,
            installed.benchClasspath(),
            AuditContender.class.getName(),
            flags,
            OwnJvm.Finish.SAID,
            Optional.empty()),
        1);
  }

  /** Runs as a contender. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    ContenderProcess process = ContenderProcess.of(arguments);
    Order order = process.order();
    LedgerSettings settings =
        SettingsLoader.load(
            System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith(SET))
                .collect(
                    Collectors.toMap(name -> name.substring(SET.length()), System::getProperty)),
            Map.of(),
            order.folder());
    if (System.getProperty(WORK, "").equals(REBUILD)) {
      rebuild(settings);
    } else {
      verify(settings);
    }
    process.finished();
    try (RedisRead read = new RedisRead(settings.redis())) {
      process.report(() -> read.sums(order.partitions()));
    }
  }

  private static void verify(LedgerSettings settings) {
    AuditReport report =
        new Audit(settings, AuditProgress.NONE, InstantSource.system()).run().orElseThrow();
    if (!report.isEqual()) {
      throw new IllegalStateException("not equal: " + report);
    }
  }

  private static void rebuild(LedgerSettings settings) {
    int second = settings.redis().database() + 1;
    RebuildReport report =
        new Rebuild(settings, second, new Unheard(), InstantSource.system())
            .run(false)
            .orElseThrow();
    if (!report.switched()) {
      throw new IllegalStateException("not switched: " + report);
    }
  }

  /** Tells nobody how it goes on. */
  private static final class Unheard implements RebuildProgress {
    @Override
    public void say(String line) {}

    @Override
    public void begin(String step, long total) {}

    @Override
    public void advance(long more) {}

    @Override
    public boolean isStopRequested() {
      return false;
    }
  }
}
