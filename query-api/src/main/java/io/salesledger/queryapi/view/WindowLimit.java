package io.salesledger.queryapi.view;

import io.salesledger.queryapi.store.Snapshot;
import java.util.List;
import java.util.Optional;

/**
 * How long a rolling window may be, where the one that was asked for cannot be answered.
 *
 * @param minutes the longest one that can; 0 if none can
 * @param isRetention whether the ledger keeps no older minute boards; else the window holds too
 *     much to be added up now
 */
public record WindowLimit(long minutes, boolean isRetention) {

  /**
   * That of an answer of {@code leaderboard_window.lua}; empty if the window was answered.
   *
   * @param snapshot what the script answered
   */
  public static Optional<WindowLimit> of(Snapshot snapshot) {
    List<String> flat = snapshot.section(0);
    return flat.size() == 1
        ? Optional.of(
            new WindowLimit(
                Figures.whole(flat.get(0)), snapshot.section(1).equals(List.of("retention"))))
        : Optional.empty();
  }
}
