package io.salesledger.queryapi.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.salesledger.queryapi.store.KnownTags;
import io.salesledger.queryapi.store.Metric;
import io.salesledger.queryapi.store.Snapshot;
import io.salesledger.queryapi.store.Views;
import io.salesledger.queryapi.view.ProductTotals;
import io.salesledger.queryapi.view.Totals;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** Totals, of all products and of each. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Totals")
public final class TotalsResource {
  /** Each is some 7 MB at 100,000 products. */
  private static final int MOST_IN_MEMORY = 3;

  private final Views views;
  private final ObjectMapper json;
  private final SharedAnswers<BigJson> ofProducts =
      new SharedAnswers<>(MOST_IN_MEMORY, Rest.none());

  @Inject
  TotalsResource(Views views, ObjectMapper json) {
    this.views = views;
    this.json = json;
  }

  /** All products together. */
  @GET
  @Path("/total")
  @Operation(summary = "Total amount and units of all products")
  public Uni<RestResponse<Totals>> total(
      @Parameter(schema = @Schema(type = SchemaType.STRING)) @HeaderParam("If-None-Match")
          List<String> known) {
    return Answers.tagged(views.total(Parameters.knownTags(known)), Totals::of);
  }

  /** Each product's amount and units. */
  @GET
  @Path("/realtime")
  @APIResponse(
      responseCode = "200",
      description = "OK",
      content =
          @Content(schema = @Schema(type = SchemaType.ARRAY, implementation = ProductTotals.class)))
  @Operation(summary = "Amount and units of each product, by productId")
  public Uni<RestResponse<BigJson>> realtime(
      @Parameter(schema = @Schema(type = SchemaType.STRING)) @HeaderParam("If-None-Match")
          List<String> known,
      @Context RoutingContext asker) {
    return ofProducts(known, asker, views::realtime, ProductTotals::of);
  }

  /** Each product's amount. */
  @GET
  @Path("/realtime/amount")
  @APIResponse(
      responseCode = "200",
      description = "OK",
      content =
          @Content(schema = @Schema(type = SchemaType.OBJECT, additionalProperties = String.class)))
  @Operation(summary = "Amount of each product, decimal strings")
  public Uni<RestResponse<BigJson>> amounts(
      @Parameter(schema = @Schema(type = SchemaType.STRING)) @HeaderParam("If-None-Match")
          List<String> known,
      @Context RoutingContext asker) {
    return ofProducts(known, asker, () -> views.realtime(Metric.AMOUNT), ProductTotals::amounts);
  }

  /** Each product's units. */
  @GET
  @Path("/realtime/count")
  @APIResponse(
      responseCode = "200",
      description = "OK",
      content =
          @Content(schema = @Schema(type = SchemaType.OBJECT, additionalProperties = Long.class)))
  @Operation(summary = "Units of each product")
  public Uni<RestResponse<BigJson>> counts(
      @Parameter(schema = @Schema(type = SchemaType.STRING)) @HeaderParam("If-None-Match")
          List<String> known,
      @Context RoutingContext asker) {
    return ofProducts(known, asker, () -> views.realtime(Metric.COUNT), ProductTotals::counts);
  }

  private Uni<RestResponse<BigJson>> ofProducts(
      List<String> known,
      RoutingContext asker,
      Supplier<Uni<Snapshot>> read,
      Function<Snapshot, Object> figures) {
    KnownTags tags = Parameters.knownTags(known);
    Uni<RestResponse<BigJson>> answer =
        Uni.createFrom()
            .deferred(
                () ->
                    ofProducts.ask(
                        asker.normalizedPath(),
                        asker,
                        () -> read.get().map(snapshot -> rendered(snapshot, figures))))
            .map(big -> Answers.tagged(big.tag(), false, () -> big));
    if (tags.isEmpty()) {
      return answer;
    }
    // Who has the figures of this moment is told so without anybody's reading them.
    return views
        .tag(tags)
        .chain(now -> now.same() ? Uni.createFrom().item(Answers.unchanged(now.tag())) : answer);
  }

  private BigJson rendered(Snapshot snapshot, Function<Snapshot, Object> figures) {
    try {
      return new BigJson(snapshot.tag(), json.writeValueAsBytes(figures.apply(snapshot)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
