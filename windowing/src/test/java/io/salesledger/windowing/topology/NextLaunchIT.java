package io.salesledger.windowing.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.SettingsLoader;
import io.salesledger.parts.RedisServer;
import io.salesledger.windowing.core.ClaimAnswer;
import io.salesledger.windowing.core.Launch;
import io.salesledger.windowing.store.LedgerIdentity;
import io.salesledger.windowing.store.RedisSession;
import io.salesledger.windowing.store.RedisViews;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A submission owns the ledger, whoever owned it before. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class NextLaunchIT {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final RedisServer redis;
  private final LedgerSettings settings;
  private final RedisSession session;

  NextLaunchIT(@TempDir Path folder) {
    redis = RedisServer.start(folder);
    settings = SettingsLoader.load(Map.of("ledger.redis.uri", redis.uri()), Map.of(), folder);
    session = new RedisSession(settings.redis(), Duration.ofSeconds(30));
  }

  @BeforeEach
  void clear() {
    session.call(jedis -> jedis.flushAll());
  }

  @AfterAll
  void close() {
    session.close();
    redis.close();
  }

  @Test
  void givenALaunchByAClockThatWasAheadThenTheNextOneOwnsTheLedgerAllTheSame() {
    Launch ahead = new Launch(NOW.plus(Duration.ofDays(3650)).toEpochMilli(), "zzz");
    assertThat(claim(ahead)).isInstanceOf(ClaimAnswer.Granted.class);

    Launch next = next();
    assertThat(claim(next)).isInstanceOf(ClaimAnswer.Granted.class);
    assertThat(claim(ahead)).isEqualTo(new ClaimAnswer.Superseded(next.id()));
  }

  @Test
  void givenALaunchOfAnEarlierTimeThenTheNextOneIsOfNow() {
    claim(new Launch(NOW.toEpochMilli() - 1, "earlier"));

    assertThat(next().millis()).isEqualTo(NOW.toEpochMilli());
  }

  @Test
  void givenNoLedgerOrADamagedOneThenTheNextLaunchIsOfNow() {
    assertThat(next().millis()).isEqualTo(NOW.toEpochMilli());
    session.call(jedis -> jedis.set(settings.redis().keys().ledger(), "x"));
    assertThat(next().millis()).isEqualTo(NOW.toEpochMilli());
  }

  private Launch next() {
    return new NextLaunch(session, settings.redis().keys(), InstantSource.fixed(NOW)).get();
  }

  private ClaimAnswer claim(Launch launch) {
    LedgerIdentity identity = LedgerIdentity.of(settings, "cluster", "topic-id");
    return new RedisViews(session, settings, identity, launch).claim(0);
  }
}
