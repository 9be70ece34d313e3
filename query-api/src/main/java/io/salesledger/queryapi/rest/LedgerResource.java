package io.salesledger.queryapi.rest;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.queryapi.store.Views;
import io.salesledger.queryapi.view.LedgerReport;
import io.salesledger.queryapi.view.QuarantineEntry;
import io.salesledger.queryapi.view.WindowRates;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** How the ledger itself is doing. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Ledger")
public final class LedgerResource {
  private static final int USUAL_ENTRIES = 50;
  private static final int MOST_ENTRIES = 1440;

  private final Views views;
  private final Clock clock;
  private final LedgerSettings settings;

  @Inject
  LedgerResource(Views views, Clock clock, LedgerSettings settings) {
    this.views = views;
    this.clock = clock;
    this.settings = settings;
  }

  /** The sliding window. */
  @GET
  @Path("/window")
  @Operation(summary = "Payments and amount a second, over the topology's sliding window")
  public Uni<RestResponse<WindowRates>> window() {
    return Answers.untagged(
        views.window(),
        snapshot -> WindowRates.of(snapshot, clock.millis(), settings.window().lengthMillis()));
  }

  /** The accounts. */
  @GET
  @Path("/ledger")
  @Operation(
      summary = "Offsets applied, quarantined and missing, by partition, and whether it lives")
  public Uni<RestResponse<LedgerReport>> ledger() {
    return Answers.untagged(
        views.ledger(),
        snapshot ->
            LedgerReport.of(snapshot, clock.instant(), settings.api().heartbeatMaxAgeMillis()));
  }

  /** What could not be applied. */
  @GET
  @Path("/quarantine")
  @Operation(summary = "Offsets that could not be applied and why, newest first")
  public Uni<RestResponse<List<QuarantineEntry>>> quarantine(
      @Parameter(
              schema =
                  @Schema(
                      type = SchemaType.INTEGER,
                      minimum = "1",
                      maximum = "1440",
                      defaultValue = "50"))
          @QueryParam("limit")
          @Nullable String limit) {
    int entries = Parameters.whole("limit", limit, USUAL_ENTRIES, 1, MOST_ENTRIES);
    return Answers.untagged(views.quarantine(entries), QuarantineEntry::of);
  }
}
