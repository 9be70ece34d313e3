package io.salesledger.queryapi.rest;

import io.salesledger.queryapi.store.KnownTags;
import io.salesledger.queryapi.store.Metric;
import io.salesledger.queryapi.store.Snapshot;
import io.salesledger.queryapi.store.Views;
import io.salesledger.queryapi.view.TimelinePoint;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Figures over time, one entry an active minute of event time. */
@Path("/api/timeline")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Timelines")
public final class TimelineResource {
  private static final int USUAL_LIMIT = 20;
  private static final int MOST = 1440;

  private final Views views;

  @Inject
  TimelineResource(Views views) {
    this.views = views;
  }

  /** All products together. */
  @GET
  @Operation(summary = "The newest minutes of all products, oldest first")
  public Uni<RestResponse<List<TimelinePoint>>> timeline(
      @Parameter(
              schema =
                  @Schema(
                      type = SchemaType.INTEGER,
                      minimum = "1",
                      maximum = "1440",
                      defaultValue = "20"))
          @QueryParam("limit")
          @Nullable String limit,
      @Parameter(
              schema =
                  @Schema(
                      enumeration = {"amount", "count"},
                      defaultValue = "amount"))
          @QueryParam("metric")
          @Nullable String metric,
      @Parameter(
              description = "minute: the own figure of each minute",
              schema =
                  @Schema(
                      enumeration = {"cumulative", "minute"},
                      defaultValue = "cumulative"))
          @QueryParam("view")
          @Nullable String view,
      @Parameter(schema = @Schema(type = SchemaType.STRING)) @HeaderParam("If-None-Match")
          List<String> known) {
    Wanted wanted = wanted(limit, metric, view, Metric.AMOUNT);
    KnownTags tags = Parameters.knownTags(known);
    return Answers.tagged(
        views.timeline(wanted.metric, wanted.entries(), tags),
        snapshot -> wanted.points(snapshot).orElse(List.of()));
  }

  /** One product. */
  @GET
  @Path("/{productId:.+}")
  @Operation(summary = "The newest minutes of one product, oldest first")
  public Uni<RestResponse<List<TimelinePoint>>> productTimeline(
      @PathParam("productId") String productId,
      @Parameter(
              schema =
                  @Schema(
                      type = SchemaType.INTEGER,
                      minimum = "1",
                      maximum = "1440",
                      defaultValue = "20"))
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
              description = "minute: the own figure of each minute",
              schema =
                  @Schema(
                      enumeration = {"cumulative", "minute"},
                      defaultValue = "cumulative"))
          @QueryParam("view")
          @Nullable String view,
      @Parameter(schema = @Schema(type = SchemaType.STRING)) @HeaderParam("If-None-Match")
          List<String> known) {
    Wanted wanted = wanted(limit, metric, view, Metric.COUNT);
    KnownTags tags = Parameters.knownTags(known);
    return Answers.tagged(
        views.productTimeline(productId, wanted.metric, wanted.entries(), tags),
        snapshot ->
            wanted
                .points(snapshot)
                .orElseThrow(() -> new ProblemException(Problem.unknownProduct(productId))));
  }

  private Wanted wanted(
      @Nullable String limit, @Nullable String metric, @Nullable String view, Metric usual) {
    return new Wanted(
        Parameters.whole("limit", limit, USUAL_LIMIT, 1, MOST),
        Parameters.metric(metric, usual),
        Parameters.isPerMinute(view));
  }

  private record Wanted(int limit, Metric metric, boolean perMinute) {
    /** A minute's own figure needs the entry before it. */
    int entries() {
      return perMinute ? limit + 1 : limit;
    }

    Optional<List<TimelinePoint>> points(Snapshot snapshot) {
      return perMinute
          ? TimelinePoint.perMinute(snapshot, metric, limit)
          : TimelinePoint.cumulative(snapshot, metric, limit);
    }
  }
}
