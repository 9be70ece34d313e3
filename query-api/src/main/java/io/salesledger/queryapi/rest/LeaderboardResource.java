package io.salesledger.queryapi.rest;

import io.salesledger.queryapi.store.Metric;
import io.salesledger.queryapi.store.Snapshot;
import io.salesledger.queryapi.store.Views;
import io.salesledger.queryapi.view.LeaderboardEntry;
import io.salesledger.queryapi.view.WindowLimit;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The best-selling products, of all time or of the last minutes. */
@Path("/api/leaderboard")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Leaderboards")
public final class LeaderboardResource {
  private static final int USUAL_PLACES = 5;
  private static final int MOST_PLACES = 1000;
  private static final int MOST_MINUTES = 1440;
  private static final int MOST_ROLLING = 50;
  private static final long MINUTE_MILLIS = Duration.ofMinutes(1).toMillis();

  private final Views views;
  private final Clock clock;
  private final SharedAnswers<Snapshot> rolling;

  @Inject
  LeaderboardResource(Views views, Clock clock, Vertx vertx) {
    this.views = views;
    this.clock = clock;
    this.rolling = new SharedAnswers<>(MOST_ROLLING, Rest.on(vertx));
  }

  /** Best first. */
  @GET
  @Operation(summary = "The best products, ties by productId; window=5m for the last five minutes")
  public Uni<RestResponse<List<LeaderboardEntry>>> leaderboard(
      @Parameter(
              schema =
                  @Schema(
                      type = SchemaType.INTEGER,
                      minimum = "1",
                      maximum = "1000",
                      defaultValue = "5"))
          @QueryParam("topN")
          @Nullable String topN,
      @Parameter(
              description = "another name for topN",
              schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "1000"))
          @QueryParam("limit")
          @Nullable String limit,
      @Parameter(
              schema =
                  @Schema(
                      enumeration = {"amount", "count"},
                      defaultValue = "count"))
          @QueryParam("metric")
          @Nullable String metric,
      @Parameter(
              description =
                  "the last 1m to 1440m of event time, as 5m, 1h or 24h; all time if absent")
          @QueryParam("window")
          @Nullable String window,
      @Parameter(schema = @Schema(type = SchemaType.STRING)) @HeaderParam("If-None-Match")
          List<String> known,
      @Context RoutingContext asker) {
    int places = places(topN, limit);
    Metric wanted = Parameters.metric(metric, Metric.COUNT);
    if (window == null) {
      return Answers.tagged(
          views.leaderboard(wanted, places, Parameters.knownTags(known)),
          snapshot -> LeaderboardEntry.of(snapshot, wanted));
    }
    int minutes = Parameters.minutes(window, MOST_MINUTES);
    String question = minutes + " minutes, " + places + " places by " + wanted;
    return Answers.untagged(
        rolling.ask(question, asker, () -> rollingBoard(minutes, wanted, places)),
        snapshot -> entries(snapshot, wanted, window));
  }

  private Uni<Snapshot> rollingBoard(int minutes, Metric metric, int places) {
    long last = Math.floorDiv(clock.millis(), MINUTE_MILLIS) * MINUTE_MILLIS;
    long first = last - (minutes - 1) * MINUTE_MILLIS;
    return views.leaderboard(metric, places, first, last);
  }

  private static int places(@Nullable String topN, @Nullable String limit) {
    int places = Parameters.whole("topN", topN, USUAL_PLACES, 1, MOST_PLACES);
    int other = Parameters.whole("limit", limit, places, 1, MOST_PLACES);
    if (topN != null && places != other) {
      throw Parameters.invalid("limit", Integer.toString(other), "the same as topN, or absent");
    }
    return other;
  }

  private static List<LeaderboardEntry> entries(Snapshot snapshot, Metric metric, String window) {
    WindowLimit.of(snapshot)
        .ifPresent(
            limit -> {
              throw limit.isRetention()
                  ? Parameters.invalidWindow(window, limit.minutes())
                  : new ProblemException(Problem.windowTooCostly(limit.minutes()));
            });
    return LeaderboardEntry.of(snapshot, metric);
  }
}
