package io.salesledger.queryapi.rest;

import jakarta.ws.rs.core.Response;
import java.util.Locale;

/**
 * What went wrong, for people and programs (RFC 9457).
 *
 * @param type an address that names the kind of problem
 * @param detail one line about this very request
 */
public record Problem(String type, String title, int status, String detail) {
  /** The content type of every error. */
  public static final String MEDIA_TYPE = "application/problem+json";

  /** What every path of the service can be asked with. */
  static final String ALLOWED = "GET, HEAD, OPTIONS";

  private static final String TYPES = "https://salesledger.io/problems/";

  static Problem named(String name, String title, int status, String detail) {
    return new Problem(TYPES + name, title, status, detail);
  }

  static Problem invalidParameter(String detail) {
    return named("invalid-parameter", "A parameter is not right", 400, detail);
  }

  static Problem windowTooCostly(long possibleMinutes) {
    String possible =
        possibleMinutes == 0
            ? "not even one minute is possible now"
            : "window=" + possibleMinutes + "m is possible now";
    return named(
        "window-too-costly",
        "The window holds more than Redis can add up in time",
        400,
        "too many products sold in it; " + possible);
  }

  static Problem unknownProduct(String productId) {
    return named(
        "unknown-product", "No such product", 404, "nothing was ever sold of '" + productId + "'");
  }

  static Problem notFound(String path) {
    return named(
        "not-found", "No such path", 404, "there is nothing at " + path + "; see /q/openapi");
  }

  /** Named as HTTP names the status. */
  static Problem refused(Response.Status status, String detail) {
    String name = status.getReasonPhrase().toLowerCase(Locale.ROOT).replace(' ', '-');
    return named(name, status.getReasonPhrase(), status.getStatusCode(), detail);
  }

  static Problem unavailable(String detail) {
    return named("views-unavailable", "The views cannot be read now", 503, detail);
  }

  static Problem busy() {
    return named("views-busy", "Too much is asked at once", 503, "others are answered first");
  }

  static Problem damaged(String detail) {
    return named(
        "views-damaged", "A view was changed from outside", 500, detail + "; run: ledger verify");
  }

  static Problem internal() {
    return named(
        "internal-error", "The service failed", 500, "unexpected; the service's log has more");
  }

  /** As an HTTP answer. */
  Response answer() {
    Response.ResponseBuilder answer =
        Response.status(status).type(MEDIA_TYPE).header("Cache-Control", "no-cache").entity(this);
    if (status == 405) {
      answer.header("Allow", ALLOWED);
    }
    if (status == 503) {
      answer.header("Retry-After", "1");
    }
    return answer.build();
  }
}
