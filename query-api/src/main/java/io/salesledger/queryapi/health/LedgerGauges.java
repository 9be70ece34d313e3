package io.salesledger.queryapi.health;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.StartupEvent;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.queryapi.store.Views;
import io.salesledger.queryapi.store.ViewsDamaged;
import io.salesledger.queryapi.view.LedgerReport;
import io.salesledger.queryapi.view.PartitionAccount;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The accounts as gauges, a partition each, read anew every few seconds. */
@Singleton
final class LedgerGauges {
  private static final Logger LOG = Logger.getLogger(LedgerGauges.class);
  private static final long REFRESH_MILLIS = 2000;

  private final Views views;
  private final Clock clock;
  private final LedgerSettings settings;
  private final Map<MultiGauge, Function<LedgerReport, List<MultiGauge.Row<?>>>> gauges =
      new LinkedHashMap<>();
  private final AtomicInteger alive = new AtomicInteger();
  private final AtomicInteger redisUp = new AtomicInteger();
  private final AtomicBoolean reading = new AtomicBoolean();

  @Inject
  LedgerGauges(Views views, Clock clock, LedgerSettings settings, MeterRegistry registry) {
    this.views = views;
    this.clock = clock;
    this.settings = settings;
    add(registry, "low", "all offsets below it are accounted for", PartitionAccount::low);
    add(
        registry,
        "covered",
        "offsets accounted for: applied, quarantined and gaps together",
        PartitionAccount::covered);
    add(registry, "end", "the log's end as last seen", one -> orNan(one.end()));
    add(registry, "lag", "offsets not yet applied", one -> orNan(one.lag()));
    add(registry, "applied", "offsets in the views", PartitionAccount::applied);
    add(registry, "quarantined", "offsets that could not be", PartitionAccount::quarantined);
    add(registry, "requeued", "of those, counted once corrected", PartitionAccount::requeued);
    add(registry, "gaps", "offsets that hold no record", PartitionAccount::gaps);
    add(registry, "duplicates", "offsets delivered again", PartitionAccount::duplicates);
    add(
        registry,
        "late",
        "payments whose minute had ended when the log took them",
        PartitionAccount::late);
    add(registry, "misrouted", "payments with another key", PartitionAccount::misrouted);
    add(registry, "balanced", "1 if the accounts balance", one -> one.balanced() ? 1 : 0);
    add(
        registry,
        "heartbeat.age.seconds",
        "since the topology's last sign of life",
        one -> orNan(one.heartbeatAgeMillis()) / 1000);
    addOne(
        registry,
        "warning",
        "1 if something should be mended although the topology counts on",
        report -> report.warning() == null ? 0 : 1);
    addOne(
        registry,
        "quarantine.unlisted",
        "quarantined offsets that the quarantine no longer lists",
        LedgerReport::quarantineUnlisted);
    registry.gauge("ledger.alive", alive);
    registry.gauge("ledger.redis.up", redisUp);
  }

  void start(@Observes StartupEvent event, Vertx vertx) {
    vertx.setPeriodic(0, REFRESH_MILLIS, timer -> refresh());
  }

  /** One at a time: of two under way the older could be published last. */
  private void refresh() {
    if (!reading.compareAndSet(false, true)) {
      return;
    }
    views
        .ledger()
        .map(
            snapshot ->
                LedgerReport.of(snapshot, clock.instant(), settings.api().heartbeatMaxAgeMillis()))
        .onItemOrFailure()
        .invoke((report, failure) -> tell(report, failure))
        .onTermination()
        .invoke(() -> reading.set(false))
        .subscribe()
        .with(report -> {}, failure -> {});
  }

  private void tell(@Nullable LedgerReport report, @Nullable Throwable failure) {
    if (report != null) {
      answers();
      publish(report);
      return;
    }
    // What cannot be read is not known to live, and has no figures: old ones would pass for new.
    alive.set(0);
    gauges.keySet().forEach(gauge -> gauge.register(List.of(), true));
    if (failure instanceof ViewsDamaged) {
      answers();
    } else if (failure != null && redisUp.getAndSet(0) == 1) {
      // Said once, not every time it is asked.
      LOG.warnf("%s; answering 503 until it does", failure.getMessage());
    }
  }

  private void answers() {
    if (redisUp.getAndSet(1) == 0) {
      LOG.infof("Redis at %s answers", settings.redis().displayUri());
    }
  }

  private void publish(LedgerReport report) {
    alive.set(report.alive() ? 1 : 0);
    gauges.forEach((gauge, rows) -> gauge.register(rows.apply(report), true));
  }

  private void add(
      MeterRegistry registry,
      String name,
      String description,
      ToDoubleFunction<PartitionAccount> figure) {
    gauges.put(
        MultiGauge.builder("ledger.partition." + name).description(description).register(registry),
        report ->
            report.partitions().stream()
                .<MultiGauge.Row<?>>map(
                    one ->
                        MultiGauge.Row.of(
                            Tags.of("partition", Integer.toString(one.partition())),
                            figure.applyAsDouble(one)))
                .toList());
  }

  /** Of many rows too, so that there may be none. */
  private void addOne(
      MeterRegistry registry,
      String name,
      String description,
      ToDoubleFunction<LedgerReport> figure) {
    gauges.put(
        MultiGauge.builder("ledger." + name).description(description).register(registry),
        report -> List.of(MultiGauge.Row.of(Tags.empty(), figure.applyAsDouble(report))));
  }

  private static double orNan(@Nullable Long figure) {
    return figure == null ? Double.NaN : figure;
  }
}
