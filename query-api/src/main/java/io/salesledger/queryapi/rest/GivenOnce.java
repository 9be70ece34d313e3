package io.salesledger.queryapi.rest;

import jakarta.inject.Singleton;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.UriInfo;
import java.lang.annotation.Annotation;
import java.util.List;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * A parameter that a path knows is given once and says something, or it is absent. Without this an
 * empty one would pass for absent, and of two the first would count, unsaid.
 */
@Singleton
final class GivenOnce {
  @ServerRequestFilter
  void check(ResourceInfo resource, UriInfo uri) {
    for (Annotation[] annotations : resource.getResourceMethod().getParameterAnnotations()) {
      for (Annotation annotation : annotations) {
        if (annotation instanceof QueryParam parameter) {
          check(
              parameter.value(),
              uri.getQueryParameters().getOrDefault(parameter.value(), List.of()));
        }
      }
    }
  }

  private static void check(String name, List<String> texts) {
    if (texts.size() > 1) {
      throw Parameters.invalid(name, String.join("&" + name + "=", texts), "given once");
    }
    if (texts.contains("")) {
      throw Parameters.invalid(name, "", "absent or have a value");
    }
  }
}
