package io.salesledger.windowing.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Whether a requeued payment counts: the first one in place of an offset that is quarantined does.
 * A function of the log up to its own offset, so it may be asked only when everything before that
 * is known: in the views, or {@link #refused} here. Not thread-safe; one fold's.
 */
final class RequeueRules {
  private final QuarantineAnswer.Known inViews;
  private final List<QuarantineEntry> refused;
  private final List<Resolution> resolutions = new ArrayList<>();

  /**
   * Rules that know this much.
   *
   * @param refused what the fold quarantines, as it grows
   */
  RequeueRules(QuarantineAnswer.Known inViews, List<QuarantineEntry> refused) {
    this.inViews = inViews;
    this.refused = refused;
  }

  /** Why it does not count, or empty if it does. */
  Optional<QuarantineEntry> refusal(Requeue requeue) {
    OptionalLong earlier = resolvedBy(requeue.of());
    if (earlier.isPresent()) {
      return Optional.of(
          entry(
              requeue,
              QuarantineReason.ALREADY_REQUEUED,
              "offset " + requeue.of() + ", by offset " + earlier.getAsLong()));
    }
    if (!isQuarantined(requeue.of())) {
      return Optional.of(
          entry(requeue, QuarantineReason.NOT_QUARANTINED, "offset " + requeue.of()));
    }
    return Optional.empty();
  }

  private static QuarantineEntry entry(Requeue requeue, QuarantineReason reason, String detail) {
    return new QuarantineEntry(requeue.offset(), requeue.schemaId(), reason, detail);
  }

  private OptionalLong resolvedBy(long offset) {
    Long before = inViews.resolvedBy().get(offset);
    return before != null
        ? OptionalLong.of(before)
        : resolutions.stream()
            .filter(resolution -> resolution.offset() == offset)
            .mapToLong(Resolution::by)
            .findFirst();
  }

  private boolean isQuarantined(long offset) {
    return inViews.quarantined().contains(offset)
        || refused.stream().anyMatch(entry -> entry.offset() == offset);
  }

  /** It counts. */
  void accept(Requeue requeue) {
    resolutions.add(new Resolution(requeue.of(), requeue.offset()));
  }

  /** What the requeues that counted settle, in their order. */
  List<Resolution> resolutions() {
    return List.copyOf(resolutions);
  }
}
