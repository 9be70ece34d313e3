package io.salesledger.windowing.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
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

  /** A fault that never happens is one that the ledger was never held against. */
  private static void assertThatNothingWasLeftOut(List<Simulation.Result> results) {
    Map<Fault, Long> happened = new EnumMap<>(Fault.class);
    Map<Simulation.Ending, Long> endings = new EnumMap<>(Simulation.Ending.class);
    for (Simulation.Result result : results) {
      result.faults().forEach((fault, times) -> happened.merge(fault, times, Long::sum));
      endings.merge(result.ending(), 1L, Long::sum);
    }
    assertThat(happened).containsOnlyKeys(Fault.values());
    assertThat(endings).containsOnlyKeys(Simulation.Ending.values());
    for (Met what : Met.values()) {
      assertThat(results).as(what.name()).anyMatch(result -> result.met().containsKey(what));
    }
  }

  @Test
  void the_same_seed_is_the_same_run() {
    assertThat(new Simulation(7).run()).isEqualTo(new Simulation(7).run());
  }
}
