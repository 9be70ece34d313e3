package io.salesledger.windowing.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/** A Lua script beside this class, called by its digest. Immutable; any thread may use it. */
final class RedisScript {
  private final byte[] text;
  private final byte[] digest;

  RedisScript(String fileName) {
    text = ScriptText.of(fileName).getBytes(StandardCharsets.UTF_8);
    try {
      digest =
          HexFormat.of()
              .formatHex(MessageDigest.getInstance("SHA-1").digest(text))
              .getBytes(StandardCharsets.US_ASCII);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
  }

  /** Calls it; loads it first where Redis does not know it. The reply is a list of texts. */
  List<String> call(Jedis jedis, List<byte[]> arguments) {
    Object reply;
    try {
      reply = jedis.evalsha(digest, List.of(), arguments);
    } catch (JedisNoScriptException e) {
      reply = jedis.eval(text, List.of(), arguments);
    }
    if (!(reply instanceof List<?> parts)) {
      throw new IllegalStateException("a script replies with a list, not " + reply);
    }
    return parts.stream().map(RedisScript::text).toList();
  }

  private static String text(Object part) {
    return part instanceof byte[] bytes
        ? new String(bytes, StandardCharsets.UTF_8)
        : String.valueOf(part);
  }
}
