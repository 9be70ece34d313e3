package io.salesledger.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * What is measured. Immutable.
 *
 * @param folder takes all data; does not exist yet, or is empty
 * @param workloads one after the other
 * @param partitions of the topic of each workload
 * @param contenders who takes part, in the order of the first round
 * @param rounds how often each contender runs on each workload
 * @param demoRecords payments that the demo's way folds of each workload: it would take hours for
 *     all
 * @param overrides settings of the ledger, by key, that are not to be its defaults
 */
record BenchPlan(
    Path folder,
    List<Workload> workloads,
    int partitions,
    List<ContenderName> contenders,
    int rounds,
    long demoRecords,
    Map<String, String> overrides) {
  BenchPlan {
    workloads = List.copyOf(workloads);
    contenders = List.copyOf(contenders);
    overrides = Map.copyOf(overrides);
  }

  /** Who runs after whom in this round, counted from 0: each round begins with another one. */
  List<ContenderName> order(int round) {
    List<ContenderName> order = new ArrayList<>(contenders);
    Collections.rotate(order, -round);
    return order;
  }
}
