package io.salesledger.windowing.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Prints what a commit script costs, by what it holds: the reason of {@code ledger.commit.entries}.
 * A measurement, not a test. Time is Redis's own: of the call, and of its main thread's CPU, which
 * other processes of the machine stretch less. The least of some rounds is printed, for the same
 * reason.
 */
final class CommitCost {
  private static final long MINUTE = 60_000;
  private static final long START = 1_761_106_860_000L;
  private static final int KEPT = 1440;
  private static final int ROUNDS = 15;
  private static final int NO_LIMIT = 10_000_000;

  private final ViewsUnderTest redis;

  private CommitCost(ViewsUnderTest redis) {
    this.redis = redis;
  }

  /** Runs it against a Redis of its own. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createTempDirectory("commit-cost");
    try (ViewsUnderTest redis = new ViewsUnderTest(folder)) {
      CommitCost cost = new CommitCost(redis);
      System.out.printf("%-44s %8s %10s %10s%n", "case", "entries", "script ms", "CPU ms");
      for (int entries : new int[] {100, 500, 1000, 1500, 2000, 4000, 8000}) {
        cost.tail(entries);
      }
      for (int entries : new int[] {100, 500, 1000, 1500, 2000, 4000, 8000}) {
        cost.manyProducts(entries);
      }
      for (int entries : new int[] {100, 1500, 4000}) {
        cost.newProducts(entries);
      }
      for (int products : new int[] {1, 2, 4, 8, 16}) {
        cost.late(products);
      }
      for (int entries : new int[] {100, 1500, 4000}) {
        cost.behindAnotherPartition(entries);
      }
    }
  }

  /** Fifty products go on at their newest minutes. */
  private void tail(int entries) {
    Owner owner = owner();
    for (int p = 0; p < 50; p++) {
      owner.commit(full("P" + p));
    }
    int minutes = entries / 50;
    measure(
        "at the tail, 50 products",
        owner,
        entries,
        round -> {
          List<Sale> sales = new ArrayList<>();
          for (int i = 0; i < entries; i++) {
            long minute = KEPT + (long) round * minutes + i / 50;
            sales.add(new Sale("P" + i % 50, START + minute * MINUTE, 12_345, 1));
          }
          return sales;
        });
  }

  /** As many products as entries, all in the newest minute. */
  private void manyProducts(int entries) {
    Owner owner = owner();
    IntFunction<List<Sale>> newest =
        round -> {
          List<Sale> sales = new ArrayList<>();
          for (int i = 0; i < entries; i++) {
            sales.add(new Sale("PRODUCT" + i, START + (round / 4) * MINUTE, 12_345, 1));
          }
          return sales;
        };
    owner.commit(newest.apply(0).toArray(Sale[]::new));
    measure("at the tail, a product an entry", owner, entries, newest);
  }

  /** Products never seen before. */
  private void newProducts(int entries) {
    measure(
        "products never seen",
        owner(),
        entries,
        round -> {
          List<Sale> sales = new ArrayList<>();
          for (int i = 0; i < entries; i++) {
            sales.add(new Sale("P" + round + "-" + i, START, 12_345, 1));
          }
          return sales;
        });
  }

  /** One sale in the oldest minute of each of some products with full timelines. */
  private void late(int products) {
    Owner owner = owner();
    for (int p = 0; p < products; p++) {
      owner.commit(full("P" + p));
    }
    measure(
        "late, " + products + " full timelines and the global one",
        owner,
        products,
        round -> {
          List<Sale> sales = new ArrayList<>();
          for (int p = 0; p < products; p++) {
            sales.add(new Sale("P" + p, START, 12_345, 1));
          }
          return sales;
        });
  }

  /** Products of one partition at their tail, while the global timeline is a day ahead. */
  private void behindAnotherPartition(int entries) {
    Owner owner = owner();
    owner.commit(full("AHEAD"));
    measure(
        "50 products at their tail, global one late",
        owner,
        entries,
        round -> {
          List<Sale> sales = new ArrayList<>();
          for (int i = 0; i < entries; i++) {
            sales.add(new Sale("P" + i % 50, START + (i / 50) * MINUTE, 12_345, 1));
          }
          return sales;
        });
  }

  private static Sale[] full(String product) {
    Sale[] sales = new Sale[KEPT];
    for (int i = 0; i < KEPT; i++) {
      sales[i] = new Sale(product, START + i * MINUTE, 1_234_567_890, 1);
    }
    return sales;
  }

  private Owner owner() {
    redis.clear();
    return new Owner(
        redis.views(
            redis.settings(KEPT, ViewsUnderTest.A_CENTURY_MILLIS, NO_LIMIT),
            ViewsUnderTest.IDENTITY,
            ViewsUnderTest.LAUNCH),
        0);
  }

  private void measure(String name, Owner owner, int entries, IntFunction<List<Sale>> commits) {
    double[] scripts = new double[ROUNDS];
    double[] cpus = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      Sale[] sales = commits.apply(round).toArray(Sale[]::new);
      redis.jedis.configResetStat();
      double before = cpuMillis();
      owner.commit(sales);
      cpus[round] = cpuMillis() - before;
      scripts[round] = field("commandstats", "cmdstat_evalsha:calls=1,usec=") / 1000;
    }
    Arrays.sort(scripts);
    Arrays.sort(cpus);
    System.out.printf("%-44s %8d %10.1f %10.1f%n", name, entries, scripts[0], cpus[0]);
  }

  private double cpuMillis() {
    return 1000
        * (field("cpu", "used_cpu_user_main_thread:") + field("cpu", "used_cpu_sys_main_thread:"));
  }

  private double field(String section, String prefix) {
    return redis
        .jedis
        .info(section)
        .lines()
        .filter(line -> line.startsWith(prefix))
        .mapToDouble(line -> Double.parseDouble(line.substring(prefix.length()).split(",", 2)[0]))
        .sum();
  }
}
