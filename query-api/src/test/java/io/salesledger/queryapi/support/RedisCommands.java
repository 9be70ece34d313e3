package io.salesledger.queryapi.support;

import java.net.URI;
import java.time.Clock;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;

/** Writes views by plain Redis commands, as they stand in the contract; knows nothing of code. */
public final class RedisCommands implements AutoCloseable {
  /** No test is about an answer that is late because the machine is busy. */
  private static final int PATIENCE_MILLIS = 30_000;

  private final Jedis redis;

  public RedisCommands(String uri) {
    this.redis = new Jedis(URI.create(uri), PATIENCE_MILLIS);
  }

  /** One command, its words separated by spaces; {@code ''} is an empty word. */
  public void run(String command) {
    String[] words = command.split(" ", -1);
    String[] arguments = new String[words.length - 1];
    for (int i = 1; i < words.length; i++) {
      arguments[i - 1] = words[i].equals("''") ? "" : words[i];
    }
    redis.sendCommand(Protocol.Command.valueOf(words[0]), arguments);
  }

  public void runAll(String... commands) {
    for (String command : commands) {
      run(command);
    }
  }

  /** After Redis was restarted. */
  public void reconnect() {
    redis.disconnect();
    redis.connect();
  }

  public Jedis jedis() {
    return redis;
  }

  /** A ledger of these partitions that has applied nothing yet, its topology alive. */
  public void emptyLedger(int... partitions) {
    redis.flushAll();
    StringBuilder claimed = new StringBuilder();
    for (int partition : partitions) {
      claimed.append(claimed.isEmpty() ? "" : ",").append(partition);
      run(
          "HSET sales:ledger:"
              + partition
              + " epoch 1-a sequence 1 low 0 ranges '' applied 0 quarantined 0 requeued 0 gaps 0"
              + " duplicates 0 late 0 misrouted 0 newestEventMillis 0 dirty 0");
      beat(partition, 0);
    }
    run(
        "HSET sales:ledger id LEDGER1 clusterId C1 topicId T1 topic sales_events currency CNY"
            + " scale 2 layout 2 launchMillis 1761106800000 launch storm-1 partitions "
            + claimed);
  }

  /** The contract's two payments, in partition 3, minute boards aside. */
  public void twoPayments() {
    emptyLedger(3);
    runAll(
        "SET sales:total 42499",
        "SET sales:total:count 2",
        "HSET sales:realtime PRODUCTID5 42499",
        "HSET sales:realtime:count PRODUCTID5 2",
        "RPUSH sales:timeline 1761106860000,12500 1761106980000,42499",
        "RPUSH sales:timeline:count 1761106860000,1 1761106980000,2",
        "RPUSH sales:timeline:amount:PRODUCTID5 1761106860000,12500 1761106980000,42499",
        "RPUSH sales:timeline:count:PRODUCTID5 1761106860000,1 1761106980000,2",
        "ZADD sales:leaderboard:count 2 PRODUCTID5",
        "ZADD sales:leaderboard:amount 42499 PRODUCTID5",
        "ZADD sales:leaderboard:count:1761106860000 1 PRODUCTID5",
        "ZADD sales:leaderboard:amount:1761106860000 12500 PRODUCTID5",
        "HSET sales:ledger:3 low 2 applied 2 newestEventMillis 1761106990000");
    beat(3, 2);
  }

  /** The topology's sign of life. */
  public void beat(int partition, long endOffset) {
    run(
        "HSET sales:heartbeat:"
            + partition
            + " atMillis "
            + Clock.systemUTC().millis()
            + " endOffset "
            + endOffset);
  }

  @Override
  public void close() {
    redis.close();
  }
}
