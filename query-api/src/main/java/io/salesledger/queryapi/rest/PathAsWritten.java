package io.salesledger.queryapi.rest;

import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Refuses a path with a bare semicolon. JAX-RS takes what follows it for parameters and drops it:
 * {@code A;B} would be answered with the figures of {@code A}.
 */
@Singleton
final class PathAsWritten {
  @ServerRequestFilter
  void check(HttpServerRequest request) {
    if (request.path().contains(";")) {
      throw Parameters.invalid("path", request.path(), "written with %3B for each ';'");
    }
  }
}
