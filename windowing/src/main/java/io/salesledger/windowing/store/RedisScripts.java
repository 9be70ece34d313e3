package io.salesledger.windowing.store;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The scripts in a real Redis. Used by the thread that uses its session. */
final class RedisScripts implements Scripts {
  private final RedisSession session;
  private final Map<String, RedisScript> scripts = new HashMap<>();

  RedisScripts(RedisSession session) {
    this.session = session;
  }

  @Override
  public List<String> call(String fileName, List<byte[]> arguments) {
    RedisScript script = scripts.computeIfAbsent(fileName, RedisScript::new);
    return session.call(jedis -> script.call(jedis, arguments));
  }
}
