package io.salesledger.bench;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Which sweeps are measured. Immutable.
 *
 * @param folder takes all data; does not exist yet, or is empty
 * @param sweeps one after the other
 * @param plain from which each point differs in what its sweep turns
 * @param rounds how often each point is measured
 * @param seed of all payments
 * @param now before which payments happened
 * @param overrides settings of the ledger, by key, that are not to be its defaults
 */
record GrowthPlan(
    Path folder,
    List<Sweep> sweeps,
    Setup plain,
    int rounds,
    long seed,
    Instant now,
    Map<String, String> overrides) {
  GrowthPlan {
    sweeps = List.copyOf(sweeps);
    overrides = Map.copyOf(overrides);
  }
}
