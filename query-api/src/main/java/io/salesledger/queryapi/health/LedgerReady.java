package io.salesledger.queryapi.health;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.queryapi.store.EvictionCheck;
import io.salesledger.queryapi.store.Views;
import io.salesledger.queryapi.view.LedgerReport;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Up while the topology lives and its accounts balance, payments or not. Down, with each reason,
 * when Redis is away, no topology has claimed the ledger, it is dead, or what it wrote is broken.
 */
@Readiness
@Singleton
final class LedgerReady implements AsyncHealthCheck {
  private final Views views;
  private final EvictionCheck evictionCheck;
  private final Clock clock;
  private final LedgerSettings settings;

  @Inject
  LedgerReady(Views views, EvictionCheck evictionCheck, Clock clock, LedgerSettings settings) {
    this.views = views;
    this.evictionCheck = evictionCheck;
    this.clock = clock;
    this.settings = settings;
  }

  @Override
  public Uni<HealthCheckResponse> call() {
    return Uni.combine()
        .all()
        .unis(views.ledger(), evictionCheck.complaint())
        .with(
            (snapshot, complaint) -> {
              LedgerReport report =
                  LedgerReport.of(
                      snapshot, clock.instant(), settings.api().heartbeatMaxAgeMillis());
              List<String> troubles = new ArrayList<>(report.troubles());
              complaint.ifPresent(troubles::add);
              HealthCheckResponseBuilder response =
                  response(troubles)
                      .withData("lag", report.lag())
                      .withData("quarantined", report.quarantined())
                      .withData("offsets", report.offsets());
              // Not down: the figures are right, and to take the service away would mend nothing.
              Optional.ofNullable(report.warning())
                  .ifPresent(warning -> response.withData("warning", warning));
              return response.build();
            })
        .onFailure()
        .recoverWithItem(failure -> response(List.of(reason(failure))).build());
  }

  private static HealthCheckResponseBuilder response(List<String> troubles) {
    HealthCheckResponseBuilder response =
        HealthCheckResponse.named("ledger").status(troubles.isEmpty());
    return troubles.isEmpty() ? response : response.withData("reason", String.join("; ", troubles));
  }

  private static String reason(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }
}
