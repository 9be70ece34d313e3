package io.salesledger.bench;

import io.salesledger.bench.contender.Sums;
import io.salesledger.bench.contender.Sums.Sum;
import io.salesledger.bench.topology.DemoKeys;
import io.salesledger.bench.topology.DemoTopology;
import io.salesledger.parts.RedisServer;
import io.salesledger.parts.StormCluster;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Jedis;

/**
 * The demo's topology. It is done when its totals are those expected. It has no minutes and does
 * not count payments; its floating-point sums are rounded to the cent.
 */
final class DemoProgram implements OnStorm.Program {
  private static final int SCALE = 2;

  private final Ground ground;
  private final Installed installed;

  DemoProgram(Ground ground, Installed installed) {
    this.ground = ground;
    this.installed = installed;
  }

  @Override
  public Map<String, String> settings() {
    return DemoTopology.SETTINGS;
  }

  @Override
  public OnStorm.Figures submit(
      Payments payments, RedisServer redis, StormCluster storm, Path folder, int run)
      throws IOException {
    new DemoTopology(ground.bootstrapServers(), payments.topic(), "demo-" + run, redis.uri())
        .submit(storm.ports().nimbus(), installed.topologyJarWithBench(folder));
    return new DemoFigures(new Jedis(URI.create(redis.uri())), payments.expected().total());
  }

  @Override
  public Sums expected(Sums all) {
    return all.withoutMinutesAndCount();
  }

  private record DemoFigures(Jedis jedis, Sum end) implements OnStorm.Figures {
    @Override
    public boolean isComplete() {
      return total().equals(end);
    }

    private Sum total() {
      return new Sum(minor(jedis.get(DemoKeys.TOTAL)), number(jedis.get(DemoKeys.TOTAL_COUNT)));
    }

    @Override
    public Sums sums() {
      Sums sums = new Sums();
      Sum total = total();
      sums.addTotal(total.amount(), total.units(), 0);
      Map<String, String> units = jedis.hgetAll(DemoKeys.REALTIME_COUNT);
      jedis
          .hgetAll(DemoKeys.REALTIME)
          .forEach(
              (product, amount) ->
                  sums.addProduct(product, minor(amount), number(units.get(product))));
      return sums;
    }

    private static long number(@Nullable String text) {
      return text == null ? 0 : Long.parseLong(text);
    }

    private static long minor(@Nullable String text) {
      return text == null
          ? 0
          : new BigDecimal(text)
              .movePointRight(SCALE)
              .setScale(0, RoundingMode.HALF_EVEN)
              .longValueExact();
    }

    @Override
    public void close() {
      jedis.close();
    }
  }
}
