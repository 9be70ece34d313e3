package io.salesledger.windowing.sim;

import io.salesledger.contract.ViewKeys;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** What must hold at every moment. */
final class Checker {
  private final SimWorld world;
  private final ViewKeys keys;
  private final Map<Reader, Long> highestLow = new HashMap<>();
  private final Map<Integer, Offsets> lastSeen = new HashMap<>();
  private long checkedVersion = -1;

  /** Products before this one are in, by the hexadecimal digits of their ids' bytes. */
  private record Portion(long from, long next, String below, long payments) {}

  /**
   * Applied offsets as they stand in Redis, read by code of its own.
   *
   * @param portion none mostly
   */
  private record Offsets(long low, List<long[]> ranges, List<Portion> portion)
      implements Oracle.Applied {
    static Offsets of(Map<String, String> account) {
      List<long[]> ranges = new ArrayList<>();
      List<Portion> portion = new ArrayList<>();
      String text = account.getOrDefault("ranges", "");
      for (String range : text.isEmpty() ? new String[0] : text.split(",", -1)) {
        String[] parts = range.split("[-/]", -1);
        long from = Long.parseLong(parts[0]);
        long next = Long.parseLong(parts[1]);
        if (parts.length == 2) {
          ranges.add(new long[] {from, next});
        } else {
          portion.add(new Portion(from, next, parts[2], Long.parseLong(parts[3])));
        }
      }
      return new Offsets(Long.parseLong(account.getOrDefault("low", "0")), ranges, portion);
    }

    @Override
    public boolean holds(long offset, String product) {
      String id = "x" + HexFormat.of().formatHex(product.getBytes(StandardCharsets.UTF_8));
      return holds(offset)
          || portion.stream()
              .anyMatch(p -> p.from <= offset && offset < p.next && id.compareTo(p.below) < 0);
    }

    @Override
    public boolean holds(long offset) {
      return offset < low
          || ranges.stream().anyMatch(range -> range[0] <= offset && offset < range[1]);
    }

    long covered() {
      return low
          + ranges.stream().mapToLong(range -> range[1] - range[0]).sum()
          + portion.stream().mapToLong(Portion::payments).sum();
    }
  }

  /** Who reads a partition. */
  private record Reader(SimSpout spout, int partition) {}

  Checker(SimWorld world) {
    this.world = world;
    this.keys = world.settings().keys();
  }

  /** After every script: the cheap part. */
  void afterScript() {
    for (int partition = 0; partition < world.log().partitions(); partition++) {
      Map<String, String> account = account(partition);
      if (account.get("low") != null) {
        Offsets offsets = Offsets.of(account);
        int of = partition;
        highestLow.replaceAll(
            (reader, low) -> reader.partition() == of ? Math.max(low, offsets.low()) : low);
        offsets.portion().forEach(portion -> world.met(Met.PORTION));
      }
    }
    world.damage().check();
    if (world.chance().oneIn(8)) {
      check();
    }
  }

  private Map<String, String> account(int partition) {
    return world.redis().hash(keys.partition(partition));
  }

  /**
   * A spout takes a partition at this mark: what it acks from now on is in the views from now on.
   */
  void taken(SimSpout spout, int partition, long low) {
    highestLow.put(new Reader(spout, partition), low);
  }

  /**
   * A spout commits only what was in the views since it took the partition. But once the clock was
   * set by about a window, or in a race, Storm acks what it never delivered; then the guard has to
   * see it.
   */
  void committed(SimSpout spout, int partition, long offset) {
    long highest = highestLow.getOrDefault(new Reader(spout, partition), 0L);
    boolean isExcused =
        world.chance().done().containsKey(Fault.WINDOW_RACE)
            || world.chance().done().containsKey(Fault.CLOCK_STEPPED);
    if (!isExcused && offset > highest) {
      world.fail(
          "partition "
              + partition
              + " is committed up to "
              + offset
              + ", but the views never held more than up to "
              + highest
              + " since it was taken");
    }
  }

  /** The views are the fold of just the offsets that are applied, and the accounts add up. */
  void check() {
    if (world.redis().version() == checkedVersion) {
      return;
    }
    checkedVersion = world.redis().version();
    long now = world.clock().server();
    if (!world.damage().cutOff().isEmpty()) {
      world.damage().cutOff().forEach(this::checkLeftAlone);
      return;
    }
    checkNotStopped();
    Oracle oracle = new Oracle(world.settings());
    SimLog log = world.foldedLog();
    for (int partition = 0; partition < log.partitions(); partition++) {
      Map<String, String> account = account(partition);
      if (!world.damage().isDamaged(keys.partition(partition))) {
        lastSeen.put(partition, Offsets.of(account));
      }
      Offsets offsets = lastSeen.getOrDefault(partition, Offsets.of(Map.of()));
      if (offsets.low() > log.size(partition)) {
        world.fail("partition " + partition + " is applied beyond the log: " + account);
      }
      oracle.fold(log, partition, offsets);
      if (!account.isEmpty() && !world.damage().isDamaged(keys.partition(partition))) {
        checkAccount(partition, account, offsets, oracle.account(partition));
      }
    }
    Map<String, Object> found = Oracle.viewsOf(world.redis().all(), keys);
    compare(oracle.views(now, found.getOrDefault(keys.quarantine(), List.of())), found);
  }

  /** Other partitions may go on until the reader of the log has seen that the ledger stopped. */
  private void checkLeftAlone(String key, Map<String, String> asItWasLeft) {
    Map<String, String> now = world.redis().hash(key);
    for (String field : List.of("sequence", "low", "ranges", "applied", "quarantined", "gaps")) {
      if (!asItWasLeft.getOrDefault(field, "").equals(now.getOrDefault(field, ""))) {
        world.fail(
            "a commit to "
                + key
                + " was cut off half-way, and somebody goes on from there: "
                + now);
      }
    }
  }

  private void checkNotStopped() {
    String why = world.redis().hash(keys.ledger()).get("broken");
    if (why != null && world.damage().isNone() && !world.isLogDamaged()) {
      world.fail("the ledger stopped, though nothing is damaged: " + why);
    }
  }

  private void checkAccount(
      int partition, Map<String, String> account, Offsets offsets, Map<String, Long> expected) {
    long sum = 0;
    for (String part : List.of("applied", "quarantined", "gaps")) {
      sum += Long.parseLong(account.getOrDefault(part, "0"));
    }
    if (offsets.covered() != sum) {
      world.fail(
          "partition " + partition + " covers " + offsets.covered() + " offsets, not " + account);
    }
    expected.forEach(
        (field, figure) -> {
          if (!Long.toString(figure).equals(account.get(field))) {
            world.fail(
                "partition " + partition + ": " + field + " is to be " + figure + ": " + account);
          }
        });
  }

  private void compare(Map<String, Object> expected, Map<String, Object> found) {
    TreeSet<String> names = new TreeSet<>(expected.keySet());
    names.addAll(found.keySet());
    for (String name : names) {
      Object wanted = expected.getOrDefault(name, "nothing");
      Object is = found.getOrDefault(name, "nothing");
      if (!world.damage().isDamaged(name) && !wanted.equals(is)) {
        world.fail(
            "the views are not the fold of what is applied: "
                + name
                + " is to be "
                + wanted
                + ", is "
                + is);
      }
    }
  }

  /** Somebody wiped the views, or they went back. */
  void forget() {
    lastSeen.clear();
    checkedVersion = -1;
  }

  /** A partition's mark; 0 where there is none. */
  long low(int partition) {
    return Long.parseLong(account(partition).getOrDefault("low", "0"));
  }

  /**
   * Whether everything on the log is in the views and committed. Below its end a partition may stay
   * committed where one that was replaced and lives on committed last: until the next payment, and
   * at no cost, because reading begins at the mark.
   */
  boolean isDrained() {
    for (int partition = 0; partition < world.log().partitions(); partition++) {
      Map<String, String> account = account(partition);
      long end = world.log().end(partition);
      long committed = world.log().committed().getOrDefault(partition, -1L);
      boolean isCommitted =
          committed == end || (committed < end && world.isCommittedByAnother(partition));
      if (!Long.toString(end).equals(account.get("low")) || !isCommitted) {
        return false;
      }
    }
    return true;
  }
}
