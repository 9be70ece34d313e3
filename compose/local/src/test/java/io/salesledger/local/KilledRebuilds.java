package io.salesledger.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.salesledger.local.HeldRequest.Part;
import io.salesledger.windowing.core.AppliedOffsets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import redis.clients.jedis.Jedis;

/**
 * {@code ledger rebuild} is ended by {@code kill -9} on a stack that runs: while it folds, right
 * before and right after it switches, and while it removes. The log does not grow meanwhile.
 */
final class KilledRebuilds {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration LOOK = Duration.ofMillis(5);
  private static final int PARTITIONS = 8;
  private static final int KILLED = 137;
  private static final String LEDGER = "sales:ledger";

  /** Of the one script that switches, and of nothing else that is sent to Redis. */
  private static final String SWITCH = "redis.call('SWAPDB', live, second)";

  /** The argument by which a page of keys is removed; the script's text has no such line. */
  private static final String REMOVE = "\r\nUNLINK\r\n";

  private final LocalStack stack;
  private final CsvBooks books;
  private final Jedis live;
  private final Jedis second;
  private final Path folder;

  private KilledRebuilds(LocalStack stack, CsvBooks books, Jedis live, Jedis second, Path folder) {
    this.stack = stack;
    this.books = books;
    this.live = live;
    this.second = second;
    this.folder = folder;
  }

  /** Goes through them all; half removed, the second set is left to the next rebuild. */
  static void changeAllOrNothing(LocalStack stack, CsvBooks books, Jedis live, Path folder)
      throws IOException {
    try (Jedis second = stack.redis();
        SteadyApi readers = SteadyApi.read(stack.apiPort())) {
      second.select(1);
      KilledRebuilds steps = new KilledRebuilds(stack, books, live, second, folder);
      Views before = steps.liveViews();
      steps.killedWhileItFolds();
      assertThat(steps.liveViews()).isEqualTo(before);
      steps.killedRightBeforeItSwitches();
      assertThat(steps.liveViews()).isEqualTo(before);
      assertThat(stack.run("verify").exitCode()).isZero();

      steps.killedRightAfterItSwitched(before);
      assertThat(stack.run("verify").exitCode()).isZero();
      steps.nextIsToldWhatIsKept();
      steps.topologyGoesOn();
      Views after = steps.liveViews();
      steps.killedWhileItRemoves();
      assertThat(steps.liveViews()).isEqualTo(after);
      long compared = readers.compared();
      await().atMost(PATIENCE).until(() -> readers.compared() > compared);
    }
  }

  /** Which set is live, and who owns its partitions: neither changes but by a switch. */
  private record Views(String ledgerId, List<String> epochs) {}

  private Views liveViews() {
    books.assertShownIn(live);
    assertThat(live.hgetAll(LEDGER)).doesNotContainKeys("rebuild", "rebuildBy", "rebuildAtMillis");
    return views(live);
  }

  private static Views views(Jedis redis) {
    return new Views(redis.hget(LEDGER, "id"), accounts(redis, "epoch"));
  }

  private static List<String> accounts(Jedis redis, String field) {
    return IntStream.range(0, PARTITIONS)
        .mapToObj(partition -> redis.hget(LEDGER + ":" + partition, field))
        .toList();
  }

  private static long covered(Jedis redis) {
    List<String> lows = accounts(redis, "low");
    List<String> ranges = accounts(redis, "ranges");
    // Commits so small are written in portions, which low does not tell of.
    return IntStream.range(0, PARTITIONS)
        .filter(partition -> lows.get(partition) != null && ranges.get(partition) != null)
        .mapToObj(
            partition ->
                AppliedOffsets.parse(Long.parseLong(lows.get(partition)), ranges.get(partition)))
        .mapToLong(AppliedOffsets::covered)
        .sum();
  }

  private void killedWhileItFolds() throws IOException {
    // Commits so small that the fold takes seconds.
    killed(Map.of("LEDGER_COMMIT_ENTRIES", "20"), () -> covered(second) > 0, "rebuild");

    assertThat(covered(second)).isPositive().isLessThan(covered(live));
    assertThat(second.hgetAll(LEDGER)).containsEntry("rebuild", "filling").containsKey("rebuildBy");
  }

  private void killedRightBeforeItSwitches() throws IOException {
    String said = killedAt(SWITCH, Part.REQUEST, "rebuild");

    assertThat(said).contains("going on with what an earlier rebuild has folded");
    assertThat(covered(second)).isEqualTo(covered(live));
    assertThat(second.hgetAll(LEDGER)).containsEntry("rebuild", "filling").containsKey("rebuildBy");
  }

  private void killedRightAfterItSwitched(Views before) throws IOException {
    killedAt(SWITCH, Part.ANSWER, "rebuild");

    books.assertShownIn(live);
    assertThat(live.hget(LEDGER, "id")).isNotEqualTo(before.ledgerId());
    assertThat(views(second)).isEqualTo(before);
    assertThat(second.hgetAll(LEDGER))
        .containsEntry("rebuild", "kept")
        .doesNotContainKey("rebuildBy");
  }

  /** Only who owns a partition may say that it lives. */
  private void topologyGoesOn() {
    long killedMillis = Instant.now().toEpochMilli();
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                IntStream.range(0, PARTITIONS)
                    .mapToObj(partition -> live.hget("sales:heartbeat:" + partition, "atMillis"))
                    .allMatch(at -> Long.parseLong(at) > killedMillis));
  }

  /** Whoever did not see that it switched: nothing is thrown away unasked. */
  private void nextIsToldWhatIsKept() {
    LocalStack.Answer refused = stack.run("rebuild");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err())
        .contains(
            "ledger rebuild: database 1 keeps the views that were live until ",
            "ledger rebuild --forget",
            "ledger rebuild --fresh");
  }

  private void killedWhileItRemoves() throws IOException {
    long keys = second.dbSize();
    killedAt(REMOVE, Part.ANSWER, "rebuild", "--fresh");

    assertThat(second.hgetAll(LEDGER)).containsEntry("rebuild", "clearing");
    assertThat(second.dbSize()).isLessThan(keys);
  }

  private String killedAt(String request, Part part, String... command) throws IOException {
    // A script that Redis does not know is sent as its text.
    live.scriptFlush();
    try (HeldRequest held = HeldRequest.before(stack.redisPort(), request, part)) {
      return killed(Map.of("LEDGER_REDIS_URI", held.uri()), held::holds, command);
    }
  }

  /** Starts it, kills it when that holds, and tells what it had said. */
  private String killed(Map<String, String> environment, BooleanSupplier when, String... command)
      throws IOException {
    Path said = Files.createTempFile(folder, "rebuild", ".txt");
    Process rebuild = stack.start(said, environment, command);
    await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(LOOK)
        .until(() -> !rebuild.isAlive() || when.getAsBoolean());
    LocalStack.kill(rebuild.toHandle());
    String text = Files.readString(said);
    assertThat(rebuild.onExit().join().exitValue()).as(text).isEqualTo(KILLED);
    return text;
  }
}
