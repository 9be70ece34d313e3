package io.salesledger.queryapi.rest;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.salesledger.contract.LedgerSettings;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response.Status;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Refuses what no path is for, with a problem. Quarkus would too, but with no body; so it is let
 * take somewhat more ({@code quarkus.http.limits}) than is taken here.
 */
@Singleton
final class Refusals {
  /** The longest id of a product, each of its bytes percent-encoded, fits. */
  private static final int MOST_ADDRESS_BYTES = 4096;

  /** A tag of many partitions, and what browsers and proxies send besides. */
  private static final int MOST_HEADER_BYTES = 20 * 1024;

  /** A colon, a blank and the line's end. */
  private static final int BYTES_AROUND_A_HEADER = 4;

  /** No path reads one; a small one does no harm. */
  private static final int MOST_BODY_BYTES = 16 * 1024;

  /** Quarkus has CORS at 300: what it would refuse is refused before. */
  private static final int BEFORE_CORS = 301;

  /** So that pages of allowed origins can read why. */
  private static final int AFTER_CORS = 299;

  private final Problems problems;
  private final List<String> origins;

  @Inject
  Refusals(Problems problems, LedgerSettings settings) {
    this.problems = problems;
    this.origins = List.of(settings.api().corsOrigins().split(",", -1));
  }

  void filters(@Observes Filters filters) {
    filters.register(context -> refuse(context, ofOrigin(context.request())), BEFORE_CORS);
    filters.register(context -> refuse(context, ofSize(context.request())), AFTER_CORS);
  }

  /** Of an address that is no URI. */
  static Problem ofAddress() {
    return Problem.refused(
        Status.BAD_REQUEST, "the address is not a URI; it must be percent-encoded");
  }

  /** Of a request that no path can be found for. */
  static Problem ofHead() {
    return Problem.refused(
        Status.BAD_REQUEST, "a request has a Host, and an address that begins with /");
  }

  private void refuse(RoutingContext context, Optional<Problem> refusal) {
    if (refusal.isEmpty()) {
      context.next();
      return;
    }
    if (refusal.get().status() == Status.REQUEST_ENTITY_TOO_LARGE.getStatusCode()) {
      // The body is never read: what comes next on this connection is no request.
      context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
      context.response().endHandler(ended -> context.request().connection().close());
    }
    problems.send(context, refusal.get());
  }

  private Optional<Problem> ofOrigin(HttpServerRequest request) {
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (origin == null
        || origins.contains("*")
        || origins.contains(origin)
        || origin.equals(request.scheme() + "://" + request.authority())) {
      return Optional.empty();
    }
    return Optional.of(
        Problem.refused(
            Status.FORBIDDEN, "pages of this origin may not ask; see ledger.api.cors.origins"));
  }

  private static Optional<Problem> ofSize(HttpServerRequest request) {
    if (request.uri().length() > MOST_ADDRESS_BYTES) {
      return most(Status.REQUEST_URI_TOO_LONG, "an address", MOST_ADDRESS_BYTES);
    }
    if (!isUri(request.uri())) {
      return Optional.of(ofAddress());
    }
    if (headerBytes(request) > MOST_HEADER_BYTES) {
      return most(Status.REQUEST_HEADER_FIELDS_TOO_LARGE, "all headers", MOST_HEADER_BYTES);
    }
    if (isBodyTooLarge(request.getHeader(HttpHeaders.CONTENT_LENGTH))) {
      return most(Status.REQUEST_ENTITY_TOO_LARGE, "a body", MOST_BODY_BYTES);
    }
    return Optional.empty();
  }

  private static Optional<Problem> most(Status status, String what, int mostBytes) {
    return Optional.of(Problem.refused(status, what + " may have " + mostBytes + " bytes at most"));
  }

  private static boolean isUri(String address) {
    try {
      new URI(address);
      return true;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static long headerBytes(HttpServerRequest request) {
    long bytes = 0;
    for (Map.Entry<String, String> header : request.headers()) {
      bytes += header.getKey().length() + header.getValue().length() + BYTES_AROUND_A_HEADER;
    }
    return bytes;
  }

  private static boolean isBodyTooLarge(@Nullable String contentLength) {
    try {
      return contentLength != null && Long.parseLong(contentLength) > MOST_BODY_BYTES;
    } catch (NumberFormatException e) {
      // Whatever it announces is not read either.
      return true;
    }
  }
}
