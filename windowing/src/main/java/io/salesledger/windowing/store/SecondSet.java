package io.salesledger.windowing.store;

import static io.salesledger.windowing.store.CommitArguments.bytes;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/**
 * A second set of views beside the live one, in another database of the same Redis: who fills it,
 * and the switch by which it becomes the live one. What it is stands in its own {@code ledger}
 * hash. Used by one thread.
 */
public final class SecondSet implements AutoCloseable {
  /** A run that was silent for longer is taken for dead. Ten missed signs of life. */
  public static final Duration LEASE = Duration.ofSeconds(5);

  private static final int SCAN_COUNT = 1000;

  private final RedisScript state = new RedisScript("second_set.lua");
  private final RedisScript exchange = new RedisScript("switch.lua");
  private final LedgerSettings.Redis live;
  private final LedgerSettings.Redis second;
  private final RedisSession liveSession;
  private final RedisSession secondSession;

  /**
   * The second set of a ledger.
   *
   * @param live where the live views are
   * @param database the number of the other database
   * @param patience how long one call may wait for Redis
   */
  public SecondSet(LedgerSettings.Redis live, int database, Duration patience) {
    this.live = live;
    this.second = live.inDatabase(database);
    this.liveSession = new RedisSession(live, patience);
    this.secondSession = new RedisSession(second, patience);
  }

  /** What was found when a run wanted to work on the second set. */
  public sealed interface Taken {
    /** It was empty and is this run's. */
    record New() implements Taken {}

    /** It was filled by a run that has ended, and is this one's now. */
    record Resumed() implements Taken {}

    /** It was being removed, or is to be: {@link #remove} does it. */
    record Clearing() implements Taken {}

    /** There is nothing to remove. */
    record Empty() implements Taken {}

    /** It is what was live until then. */
    record Kept(long sinceMillis) implements Taken {}

    /** Another run works on it, and said so then. */
    record Busy(long atMillis) implements Taken {}

    /** It is something else. */
    record Foreign(String why) implements Taken {}
  }

  /** What came of a switch. */
  public sealed interface Switched {
    /**
     * It is done.
     *
     * @param heartbeatMillis the newest sign of life of the topology, epoch milliseconds; 0: none
     */
    record Done(long heartbeatMillis) implements Switched {}

    /** Nothing was changed: the live views hold more. */
    record Behind(int partition, long low, long liveMark) implements Switched {}

    /** Nothing was changed, and nothing will be. */
    record Refused(String why) implements Switched {}
  }

  /** Where it is, for messages. */
  public String displayUri() {
    return second.displayUri();
  }

  /**
   * Checks that this Redis lets databases be switched. Changes nothing.
   *
   * @throws LedgerFailure if it does not
   */
  public void checkSwitchable() {
    String trial =
        "redis.call('SELECT', ARGV[2]) redis.call('SELECT', ARGV[1])"
            + " return redis.call('SWAPDB', ARGV[1], ARGV[1])";
    List<String> databases =
        List.of(Integer.toString(live.database()), Integer.toString(second.database()));
    try {
      liveSession.call(jedis -> jedis.eval(trial, List.of(), databases));
    } catch (JedisDataException e) {
      throw LedgerFailure.failed(
          "Redis at "
              + live.displayUri()
              + " does not let databases "
              + live.database()
              + " and "
              + second.database()
              + " be switched ("
              + reasonOf(e)
              + "); it takes a Redis that is no cluster, has both (--database chooses another), and"
              + " a user who may SELECT and SWAPDB",
          e);
    }
  }

  /** What the script's error says, without where in the script. */
  private static String reasonOf(JedisDataException error) {
    return LedgerFailure.rootMessage(error)
        .replaceFirst("^.*@user_script: ?\\d+: ", "") // Redis 6
        .replaceFirst(" script: [0-9a-f]+, on .*$", ""); // and 7
  }

  /** A key of the live database that is not this ledger's, and would be taken from its owner. */
  public Optional<String> foreignKeyBesideTheLiveSet() {
    return foreignKey(liveSession);
  }

  /** A key of the second database that is not this ledger's. */
  public Optional<String> foreignKeyInTheSecondSet() {
    return foreignKey(secondSession);
  }

  private Optional<String> foreignKey(RedisSession session) {
    ScanParams pages = new ScanParams().count(SCAN_COUNT);
    String cursor = ScanParams.SCAN_POINTER_START;
    do {
      String from = cursor;
      ScanResult<String> page = session.call(jedis -> jedis.scan(from, pages));
      for (String key : page.getResult()) {
        if (!key.startsWith(live.prefix() + ":")) {
          return Optional.of(key);
        }
      }
      cursor = page.getCursor();
    } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
    return Optional.empty();
  }

  /** Takes it for this run, to fill it. */
  public Taken take(String run) {
    return taken(state("TAKE", run));
  }

  /** Takes it for this run, to remove it, whatever it is of this ledger's. */
  public Taken takeToRemove(String run) {
    return taken(state("CLEAR", run));
  }

  private static Taken taken(List<String> answer) {
    return switch (answer.get(0)) {
      case "NEW" -> new Taken.New();
      case "RESUMED" -> new Taken.Resumed();
      case "CLEARING" -> new Taken.Clearing();
      case "EMPTY" -> new Taken.Empty();
      case "KEPT" -> new Taken.Kept(Long.parseLong(answer.get(1)));
      case "BUSY" -> new Taken.Busy(Long.parseLong(answer.get(1)));
      case "FOREIGN" -> new Taken.Foreign(answer.get(1));
      default -> throw new IllegalStateException("not an answer: " + answer);
    };
  }

  /**
   * Says that the run lives.
   *
   * @return false if it is another's by now
   */
  public boolean renew(String run) {
    return state("RENEW", run).get(0).equals("OK");
  }

  /** The run ends; what it filled stays, and another may go on. */
  public void leave(String run) {
    state("LEAVE", run);
  }

  private List<String> state(String what, String run) {
    return state(what, run, List.of());
  }

  private List<String> state(String what, String run, List<String> keys) {
    List<byte[]> arguments =
        new ArrayList<>(
            List.of(bytes(live.prefix()), bytes(what), bytes(run), bytes(LEASE.toMillis())));
    keys.forEach(key -> arguments.add(bytes(key)));
    return secondSession.call(jedis -> state.call(jedis, arguments));
  }

  /**
   * Removes it, a page of keys at a time: first the accounts, without which a run that was taken
   * for dead can write no more, and last what says that it is a second set. Removes nothing that is
   * not this run's to remove at that moment.
   *
   * @param run that took it to remove it
   * @return whether it is gone; false if it is another's by now
   */
  public boolean remove(String run) {
    if (!unlink(run, accounts())) {
      return false;
    }
    String ledger = live.keys().ledger();
    ScanParams pages = new ScanParams().match(live.prefix() + ":*").count(SCAN_COUNT);
    String cursor = ScanParams.SCAN_POINTER_START;
    do {
      String from = cursor;
      ScanResult<String> page = secondSession.call(jedis -> jedis.scan(from, pages));
      if (!unlink(run, page.getResult().stream().filter(key -> !key.equals(ledger)).toList())) {
        return false;
      }
      cursor = page.getCursor();
    } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
    return unlink(run, List.of(ledger));
  }

  private List<String> accounts() {
    List<String> partitions =
        secondSession.call(jedis -> jedis.hmget(live.keys().ledger(), "partitions"));
    return Optional.ofNullable(partitions.get(0)).stream()
        .flatMap(text -> Arrays.stream(text.split(",")))
        .map(partition -> live.keys().ledger() + ":" + partition)
        .toList();
  }

  private boolean unlink(String run, List<String> keys) {
    return List.of("OK", "EMPTY").contains(state("UNLINK", run, keys).get(0));
  }

  /**
   * Makes the second set the live one, if it holds all that the live one does.
   *
   * @param run the run that filled it
   * @param epochs by partition, under which that run owns it
   */
  public Switched switchTo(String run, Map<Integer, String> epochs) {
    List<byte[]> arguments = new ArrayList<>(exchangeArguments(run, ledgerId()));
    epochs.forEach(
        (partition, epoch) -> {
          arguments.add(bytes(partition));
          arguments.add(bytes(epoch));
        });
    return exchange(arguments);
  }

  /** Makes the set that was live before the live one again. */
  public Switched switchBack() {
    String id = ledgerId();
    return id.isEmpty()
        ? new Switched.Refused("there was no ledger in them")
        : exchange(exchangeArguments("", id));
  }

  private String ledgerId() {
    List<String> id = secondSession.call(jedis -> jedis.hmget(live.keys().ledger(), "id"));
    return Optional.ofNullable(id.get(0)).orElse("");
  }

  private List<byte[]> exchangeArguments(String run, String id) {
    return List.of(
        bytes(live.prefix()),
        bytes(live.database()),
        bytes(second.database()),
        bytes(run),
        bytes(id));
  }

  private Switched exchange(List<byte[]> arguments) {
    List<String> answer = liveSession.call(jedis -> exchange.call(jedis, arguments));
    return switch (answer.get(0)) {
      case "SWITCHED" -> new Switched.Done(Long.parseLong(answer.get(1)));
      case "BEHIND" ->
          new Switched.Behind(
              Integer.parseInt(answer.get(1)),
              Long.parseLong(answer.get(2)),
              Long.parseLong(answer.get(3)));
      case "GROWN" ->
          new Switched.Refused(
              "the live views have a partition " + answer.get(1) + " that the second set has not");
      case "LOST", "DAMAGED" -> new Switched.Refused(answer.get(1));
      default -> throw new IllegalStateException("not an answer to a switch: " + answer);
    };
  }

  @Override
  public void close() {
    liveSession.close();
    secondSession.close();
  }
}
