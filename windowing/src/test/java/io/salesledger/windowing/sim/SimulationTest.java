package io.salesledger.windowing.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Runs the simulator. {@code -Dledger.sim.seed=N} replays one seed, {@code -Dledger.sim.seeds=N}
 * runs so many from {@code ledger.sim.first} on, and the negatives, which are rougher, of a quarter
 * of them.
 */
class SimulationTest {
  /** Outside of Maven, which sets {@code ledger.sim.seeds}. */
  private static final int SEEDS = 150;

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
    LongStream.concat(plain, rough).parallel().forEach(seed -> new Simulation(seed).run());
  }

  @Test
  void the_same_seed_is_the_same_run() {
    assertThat(new Simulation(7).run()).isEqualTo(new Simulation(7).run());
  }
}
