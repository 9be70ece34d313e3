package io.salesledger.queryapi.rest;

import io.salesledger.queryapi.store.Snapshot;
import io.smallrye.mutiny.Uni;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.resteasy.reactive.RestResponse;

/** HTTP answers made of snapshots. */
final class Answers {
  private Answers() {}

  /** An answer that is a function of the applied offsets: tagged with them. */
  static <T> Uni<RestResponse<T>> tagged(Uni<Snapshot> read, Function<Snapshot, T> figures) {
    return read.map(
        snapshot -> tagged(snapshot.tag(), snapshot.same(), () -> figures.apply(snapshot)));
  }

  /**
   * The same of figures read already.
   *
   * @param isKnown if the asker has them: he is told only that
   */
  static <T> RestResponse<T> tagged(String tag, boolean isKnown, Supplier<T> figures) {
    return isKnown ? unchanged(tag) : build(tag, RestResponse.ResponseBuilder.ok(figures.get()));
  }

  /** The asker has the figures already. */
  static <T> RestResponse<T> unchanged(String tag) {
    return build(tag, RestResponse.ResponseBuilder.create(RestResponse.Status.NOT_MODIFIED));
  }

  private static <T> RestResponse<T> build(String tag, RestResponse.ResponseBuilder<T> answer) {
    if (!tag.isEmpty()) {
      answer.header("ETag", '"' + tag + '"');
    }
    return answer.header("Cache-Control", "no-cache").build();
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
