package io.salesledger.windowing.sim;

import java.util.List;

/** What {@link SimRedis} does with lists. */
final class SimList {
  private SimList() {}

  /** One command on these texts, which it changes in place. */
  static Object call(String command, List<String> texts, List<String> arguments) {
    return switch (command) {
      case "RPUSH" -> {
        texts.addAll(arguments.subList(2, arguments.size()));
        yield (long) texts.size();
      }
      case "LLEN" -> (long) texts.size();
      case "LINDEX" -> {
        int at = index(arguments.get(2), texts.size());
        yield at < 0 || at >= texts.size() ? SimRedis.NIL : texts.get(at);
      }
      case "LSET" -> {
        int at = index(arguments.get(2), texts.size());
        if (at < 0 || at >= texts.size()) {
          throw new SimRedis.RedisError("ERR index out of range");
        }
        texts.set(at, arguments.get(3));
        yield new SimRedis.Status("OK");
      }
      default -> range(command, texts, arguments);
    };
  }

  private static Object range(String command, List<String> texts, List<String> arguments) {
    int from = Math.max(0, index(arguments.get(2), texts.size()));
    int to = Math.min(texts.size(), index(arguments.get(3), texts.size()) + 1);
    List<String> range = from >= to ? List.of() : List.copyOf(texts.subList(from, to));
    if (command.equals("LTRIM")) {
      texts.clear();
      texts.addAll(range);
      return new SimRedis.Status("OK");
    }
    return range;
  }

  private static int index(String text, int size) {
    int index = Integer.parseInt(text);
    return index < 0 ? size + index : index;
  }
}
