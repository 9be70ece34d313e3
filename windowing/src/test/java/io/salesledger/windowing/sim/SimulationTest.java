package io.salesledger.windowing.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Runs the simulator. {@code -Dledger.sim.seed=N} replays one seed, {@code -Dledger.sim.seeds=N}
 * runs so many from {@code ledger.sim.first} on, and the negatives, which are rougher, of a quarter
 * of them.
 */
class SimulationTest {
  /** Outside of Maven, which sets {@code ledger.sim.seeds}; with fewer, a fault may not come. */
  private static final int SEEDS = 150;

  /** In at least one run of so many each fault happens. */
  private static final int RUNS_A_FAULT = 100;

  @Test
  void whatever_goes_wrong_the_views_are_the_fold_of_the_log() {
    Long only = Long.getLong("ledger.sim.seed");
    if (only != null) {
      System.out.println(new Simulation(only).run().summary());
      return;
    }
    long first = Long.getLong("ledger.sim.first", 1);
    long seeds = Long.getLong("ledger.sim.seeds", SEEDS);
    LongStream plain = LongStream.range(first, first + seeds);
    LongStream rough = LongStream.range(first, first + seeds / 4).map(seed -> -seed);
    List<Simulation.Result> results =
        LongStream.concat(plain, rough)
            .parallel()
            .mapToObj(seed -> new Simulation(seed).run())
            .toList();
    if (seeds >= SEEDS) {
      assertThatNothingWasLeftOut(results);
    }
  }

  /** A fault that hardly ever happens is one that the ledger was never held against. */
  private static void assertThatNothingWasLeftOut(List<Simulation.Result> results) {
    for (Fault fault : Fault.values()) {
      assertThat(runs(results, result -> result.faults().containsKey(fault)))
          .as(fault.name())
          .isGreaterThanOrEqualTo(results.size() / RUNS_A_FAULT);
    }
    for (Simulation.Ending ending : Simulation.Ending.values()) {
      assertThat(runs(results, result -> result.ending() == ending)).as(ending.name()).isPositive();
    }
    for (Met what : Met.values()) {
      assertThat(runs(results, result -> result.met().containsKey(what)))
          .as(what.name())
          .isGreaterThanOrEqualTo(results.size() / what.oneRunIn());
    }
  }

  private static long runs(List<Simulation.Result> results, Predicate<Simulation.Result> which) {
    return results.stream().filter(which).count();
  }

  @Test
  void the_same_seed_is_the_same_run() {
    assertThat(new Simulation(7).run()).isEqualTo(new Simulation(7).run());
  }
}
