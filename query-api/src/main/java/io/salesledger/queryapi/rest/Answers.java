package io.salesledger.queryapi.rest;

import io.salesledger.queryapi.store.Snapshot;
import io.smallrye.mutiny.Uni;
import java.util.function.Function;
import org.jboss.resteasy.reactive.RestResponse;

/** HTTP answers made of snapshots. */
final class Answers {
  private Answers() {}

  /** An answer that is a function of the applied offsets: tagged with them. */
  static <T> Uni<RestResponse<T>> tagged(Uni<Snapshot> read, Function<Snapshot, T> figures) {
    return read.map(
        snapshot -> {
          RestResponse.ResponseBuilder<T> answer =
              snapshot.same()
                  ? RestResponse.ResponseBuilder.create(RestResponse.Status.NOT_MODIFIED)
                  : RestResponse.ResponseBuilder.ok(figures.apply(snapshot));
          if (!snapshot.tag().isEmpty()) {
            answer.header("ETag", '"' + snapshot.tag() + '"');
          }
          return answer.header("Cache-Control", "no-cache").build();
        });
  }

  /** An answer that depends on the clock: no tag could say when it changes. */
  static <T> Uni<RestResponse<T>> untagged(Uni<Snapshot> read, Function<Snapshot, T> figures) {
    return read.map(
        snapshot ->
            RestResponse.ResponseBuilder.ok(figures.apply(snapshot))
                .header("Cache-Control", "no-cache")
                .build());
  }
}
