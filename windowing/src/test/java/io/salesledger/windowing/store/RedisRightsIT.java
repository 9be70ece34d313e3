package io.salesledger.windowing.store;

import static io.salesledger.windowing.store.ViewsUnderTest.A_CENTURY_MILLIS;
import static io.salesledger.windowing.store.ViewsUnderTest.IDENTITY;
import static io.salesledger.windowing.store.ViewsUnderTest.KEYS;
import static io.salesledger.windowing.store.ViewsUnderTest.LAUNCH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.windowing.core.CommitAnswer;
import io.salesledger.windowing.core.QuarantineEntry;
import io.salesledger.windowing.core.QuarantineReason;
import io.salesledger.windowing.core.WindowSums;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a user of Redis must be allowed, and that nothing is written before that is known. */
@ExtendWith(EmptyRedis.class)
final class RedisRightsIT {
  private static final Sale SALE = new Sale("A", 1_761_106_860_000L, 12_500, 1);

  private static final Pattern COMMAND =
      Pattern.compile("(?:redis\\.p?call|tryRedis|read|readMany|writePairs)\\('([A-Z]+)'");

  private final ViewsUnderTest redis;

  RedisRightsIT(ViewsUnderTest redis) {
    this.redis = redis;
  }

  /** As the scripts' own text has them. */
  static Set<String> commands() {
    Set<String> commands = new TreeSet<>();
    Stream.of("claim.lua", "commit.lua", "heartbeat.lua", "quarantine.lua")
        .flatMap(script -> COMMAND.matcher(ScriptText.of(script)).results())
        .forEach(result -> commands.add(result.group(1)));
    return commands;
  }

  @ParameterizedTest
  @MethodSource("commands")
  void givenAUserWhoMayNotRunOneOfThemThenItIsNamedAndNothingIsWritten(String command) {
    redis.jedis.aclSetUser("default", "-" + command.toLowerCase(Locale.ROOT));
    try (RedisViews refused = redis.views()) {
      assertThatThrownBy(() -> refused.claim(3))
          .isInstanceOf(LedgerFailure.class)
          .hasMessageContaining(" run " + command + " on keys sales:*");
    } finally {
      redis.jedis.aclSetUser("default", "+@all");
    }
    assertThat(redis.jedis.keys("*")).isEmpty();

    new Owner(redis.views(), 3).commit(SALE);
    assertThat(redis.jedis.get(KEYS.total())).isEqualTo("12500");
  }

  @Test
  void givenAUserOfOtherKeysThenThatIsToldAndNothingIsWritten() {
    redis.jedis.aclSetUser("topology", ("on >secret ~other:* " + RedisRights.ENOUGH).split(" "));
    try (RedisViews views = viewsOf("topology", "secret")) {
      assertThatThrownBy(() -> views.claim(3))
          .isInstanceOf(LedgerFailure.class)
          .hasMessageContaining("rights must be at least ~sales:* " + RedisRights.ENOUGH);
    } finally {
      redis.jedis.aclDelUser("topology");
    }
    assertThat(redis.jedis.info("keyspace")).doesNotContain("keys=");
  }

  @Test
  void givenAUserWithTheRightsThatAreAskedForThenAllIsWritten() {
    redis.jedis.aclSetUser("topology", ("on >secret ~sales:* " + RedisRights.ENOUGH).split(" "));
    try (RedisViews views = viewsOf("topology", "secret")) {
      Owner owner = new Owner(views, 3);
      owner.commit(SALE);
      assertThat(
              views.commit(
                  owner.next(
                      List.of(),
                      List.of(new QuarantineEntry(1, 7, QuarantineReason.UNDECODABLE, "")))))
          .isEqualTo(new CommitAnswer.Ok());
      assertThat(views.heartbeat(3, owner.epoch(), 1, 2)).isEqualTo(new CommitAnswer.Ok());
      views.showWindow(3, new WindowSums(1, 12_500, Map.of("A", 12_500L)), 1);
      assertThat(views.markBroken("a view is damaged")).isTrue();
    } finally {
      redis.jedis.aclDelUser("topology");
    }
    redis.jedis.select(1);
    try {
      assertThat(redis.jedis.get(KEYS.total())).isEqualTo("12500");
      assertThat(redis.jedis.exists(KEYS.windowLeaderboard(3))).isTrue();
    } finally {
      redis.jedis.select(0);
    }
  }

  /** In a database other than the usual one, which takes one right more. */
  private RedisViews viewsOf(String user, String password) {
    LedgerSettings settings = redis.settings(1440, A_CENTURY_MILLIS, 1500);
    LedgerSettings.Redis its =
        new LedgerSettings.Redis(
            "redis://" + user + ":" + password + "@127.0.0.1:" + redis.server.port() + "/1",
            settings.redis().prefix(),
            settings.redis().timeoutMillis());
    LedgerSettings all =
        new LedgerSettings(
            settings.kafka(),
            settings.registry(),
            its,
            settings.currency(),
            settings.window(),
            settings.views(),
            settings.storm(),
            settings.api(),
            settings.ports());
    return new RedisViews(new RedisSession(its, Duration.ofSeconds(10)), all, IDENTITY, LAUNCH);
  }
}
