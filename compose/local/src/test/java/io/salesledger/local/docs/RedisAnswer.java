package io.salesledger.local.docs;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.util.SafeEncoder;

/**
 * What {@code redis-cli} prints on a terminal for the few kinds of answers that the pages show, for
 * machines that have none. Its own process: {@code PORT COMMAND ARGUMENT...}.
 */
final class RedisAnswer {
  private RedisAnswer() {}

  /** Prints the answer of the Redis on this loopback port. */
  public static void main(String[] arguments) {
    byte[][] rest =
        Arrays.stream(arguments).skip(2).map(SafeEncoder::encode).toArray(byte[][]::new);
    try (Jedis jedis = new Jedis("127.0.0.1", Integer.parseInt(arguments[0]))) {
      print(System.out, jedis.sendCommand(() -> SafeEncoder.encode(arguments[1]), rest));
    }
  }

  private static void print(PrintStream out, Object answer) {
    if (answer instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        out.print(i + 1 + ") ");
        print(out, list.get(i));
      }
    } else if (answer instanceof byte[] text) {
      out.println('"' + SafeEncoder.encode(text) + '"');
    } else {
      out.println("(integer) " + answer);
    }
  }
}
