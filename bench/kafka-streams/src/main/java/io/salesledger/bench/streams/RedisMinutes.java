package io.salesledger.bench.streams;

import io.salesledger.bench.contender.Sums;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;

/**
 * Writes the aggregate's changes to Redis, in pipelines: the least that makes it readable there,
 * and the same each time it is done. Kafka Streams tells a processor nothing of commits, so the
 * last changes before a crash may be missing in Redis until their minute changes again.
 *
 * <pre>
 *   minute:MINUTE_MILLIS   hash   product -> amount,units,payments
 * </pre>
 */
final class RedisMinutes implements Processor<Windowed<String>, MinuteSum, Void, Void> {
  private static final String KEY = "minute:";

  /** A round trip costs little beside so many commands. */
  private static final int PIPELINED = 1_000;

  /** What is left of a commit's changes must not wait for the next one. */
  private static final Duration LONGEST_WAIT = Duration.ofMillis(10);

  private final Jedis jedis;
  private final Pipeline pipeline;
  private int waiting;

  RedisMinutes(String uri) {
    jedis = new Jedis(URI.create(uri));
    pipeline = jedis.pipelined();
  }

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    context.schedule(LONGEST_WAIT, PunctuationType.WALL_CLOCK_TIME, now -> sync());
  }

  @Override
  public void process(Record<Windowed<String>, MinuteSum> change) {
    MinuteSum sum = change.value();
    pipeline.hset(
        KEY + change.key().window().start(),
        change.key().key(),
        sum.amount() + "," + sum.units() + "," + sum.payments());
    waiting++;
    if (waiting == PIPELINED) {
      sync();
    }
  }

  private void sync() {
    if (waiting > 0) {
      pipeline.sync();
      waiting = 0;
    }
  }

  @Override
  public void close() {
    sync();
    pipeline.close();
    jedis.close();
  }

  /** All that is in Redis. */
  static Sums sums(String uri) {
    Sums sums = new Sums();
    try (Jedis jedis = new Jedis(URI.create(uri))) {
      for (String key : jedis.keys(KEY + "*")) {
        long minuteMillis = Long.parseLong(key.substring(KEY.length()));
        for (Map.Entry<String, String> one : jedis.hgetAll(key).entrySet()) {
          String[] sum = one.getValue().split(",", -1);
          sums.add(
              one.getKey(),
              minuteMillis,
              Long.parseLong(sum[0]),
              Long.parseLong(sum[1]),
              Long.parseLong(sum[2]));
        }
      }
    }
    return sums;
  }
}
