package io.salesledger.queryapi.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.salesledger.queryapi.store.ViewsDamaged;
import io.salesledger.queryapi.store.ViewsUnavailable;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns everything that goes wrong into a problem, for paths of the API and all others. */
@Singleton
final class Problems {
  private static final Logger LOG = Logger.getLogger(Problems.class);

  private final ObjectMapper json;

  @Inject
  Problems(ObjectMapper json) {
    this.json = json;
  }

  @ServerExceptionMapper
  Response problem(ProblemException failure) {
    return failure.problem().answer();
  }

  @ServerExceptionMapper
  Response unavailable(ViewsUnavailable failure) {
    return Problem.unavailable(failure.line()).answer();
  }

  @ServerExceptionMapper
  Response damaged(ViewsDamaged failure) {
    LOG.error(failure.line());
    return Problem.damaged(failure.line()).answer();
  }

  @ServerExceptionMapper
  Response http(WebApplicationException failure, UriInfo uri) {
    return ofStatus(failure.getResponse().getStatus(), uri.getPath()).answer();
  }

  @ServerExceptionMapper
  Response unexpected(Exception failure) {
    LOG.error("a request failed", failure);
    return Problem.internal().answer();
  }

  /** What no other route answers. */
  void routes(@Observes Router router) {
    router.route().last().handler(context -> send(context, 404));
    router.route().failureHandler(this::failed);
    router.errorHandler(400, context -> send(context, Refusals.ofAddress()));
    for (int status : new int[] {404, 405, 406, 415}) {
      router.errorHandler(status, context -> send(context, status));
    }
  }

  /** What was broken off, most before any route had it: Quarkus has no words for it, or its own. */
  private void failed(RoutingContext context) {
    if (context.statusCode() == 400 || !context.request().path().startsWith("/")) {
      send(context, Refusals.ofHead());
    } else if (context.statusCode() == 404) {
      send(context, 404);
    } else {
      context.next();
    }
  }

  private void send(RoutingContext context, int status) {
    send(context, ofStatus(status, context.request().path()));
  }

  /** Ends a request that JAX-RS never sees. */
  void send(RoutingContext context, Problem problem) {
    if (context.response().ended() || context.response().headWritten()) {
      return;
    }
    if (problem.status() == 405) {
      context.response().putHeader("Allow", Problem.ALLOWED);
    }
    context
        .response()
        .setStatusCode(problem.status())
        .putHeader("Content-Type", Problem.MEDIA_TYPE)
        .putHeader("Cache-Control", "no-cache")
        .end(text(problem));
  }

  private String text(Problem problem) {
    try {
      return json.writeValueAsString(problem);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Problem ofStatus(int status, String path) {
    Response.Status known = Response.Status.fromStatusCode(status);
    if (status == 404) {
      return Problem.notFound(path);
    }
    if (known == null) {
      return Problem.named("http-" + status, "HTTP " + status, status, "refused: " + path);
    }
    return Problem.refused(known, "refused: " + path);
  }
}
