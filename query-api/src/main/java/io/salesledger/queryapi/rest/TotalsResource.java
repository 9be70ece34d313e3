package io.salesledger.queryapi.rest;

import io.salesledger.queryapi.store.Metric;
import io.salesledger.queryapi.store.Views;
import io.salesledger.queryapi.view.ProductTotals;
import io.salesledger.queryapi.view.Totals;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.SortedMap;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Totals, of all products and of each. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Totals")
public final class TotalsResource {
  private final Views views;

  @Inject
  TotalsResource(Views views) {
    this.views = views;
  }

  /** All products together. */
  @GET
  @Path("/total")
  @Operation(summary = "Total amount and units of all products")
  public Uni<RestResponse<Totals>> total(@HeaderParam("If-None-Match") @Nullable String known) {
    return Answers.tagged(views.total(Parameters.knownTags(known)), Totals::of);
  }

  /** Each product's amount and units. */
  @GET
  @Path("/realtime")
  @Operation(summary = "Amount and units of each product, by productId")
  public Uni<RestResponse<List<ProductTotals>>> realtime(
      @HeaderParam("If-None-Match") @Nullable String known) {
    return Answers.tagged(views.realtime(Parameters.knownTags(known)), ProductTotals::of);
  }

  /** Each product's amount. */
  @GET
  @Path("/realtime/amount")
  @Operation(summary = "Amount of each product, decimal strings")
  public Uni<RestResponse<SortedMap<String, String>>> amounts(
      @HeaderParam("If-None-Match") @Nullable String known) {
    return Answers.tagged(
        views.realtime(Metric.AMOUNT, Parameters.knownTags(known)), ProductTotals::amounts);
  }

  /** Each product's units. */
  @GET
  @Path("/realtime/count")
  @Operation(summary = "Units of each product")
  public Uni<RestResponse<SortedMap<String, Long>>> counts(
      @HeaderParam("If-None-Match") @Nullable String known) {
    return Answers.tagged(
        views.realtime(Metric.COUNT, Parameters.knownTags(known)), ProductTotals::counts);
  }
}
