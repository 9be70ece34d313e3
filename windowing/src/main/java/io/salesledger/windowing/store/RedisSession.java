package io.salesledger.windowing.store;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.windowing.core.Views;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import javax.net.ssl.SSLParameters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * One connection to Redis that is made anew when it is lost. Waits with back-off for a Redis that
 * is away, loading, busy with a script or out of memory. Not thread-safe.
 */
public final class RedisSession implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RedisSession.class);
  private static final Duration FIRST_DELAY = Duration.ofMillis(20);
  private static final Duration LONGEST_DELAY = Duration.ofMillis(500);

  /** Errors that pass: as Redis says them, and as Redis 6 says them from within a script. */
  private static final Pattern PASSING =
      Pattern.compile(
          "(^|@user_script: ?\\d+: -)(BUSY|LOADING|MASTERDOWN|MISCONF|NOREPLICAS|OOM|READONLY|TRYAGAIN)\\b");

  private final LedgerSettings.Redis settings;
  private final RetryPolicy<Object> untilAnswered;
  private Optional<Jedis> connection = Optional.empty();

  /**
   * A session that connects when it is first used.
   *
   * @param patience how long one call may wait for Redis in all
   */
  public RedisSession(LedgerSettings.Redis settings, Duration patience) {
    this.settings = settings;
    this.untilAnswered =
        RetryPolicy.builder()
            .handleIf(RedisSession::isPassing)
            .withBackoff(FIRST_DELAY, LONGEST_DELAY)
            .withMaxRetries(-1)
            .withMaxDuration(patience)
            .onRetry(
                event ->
                    LOG.warn(
                        "Redis at {} does not answer, waiting ({} attempts, {} s): {}",
                        settings.displayUri(),
                        event.getAttemptCount(),
                        event.getElapsedTime().toSeconds(),
                        messageOf(event.getLastException())))
            .build();
  }

  /**
   * Calls Redis, again and again until it answers.
   *
   * @throws Views.ViewsAwayException if it did not in time
   * @throws LedgerFailure if it refuses us: wrong password, an evicting policy, too old a version
   */
  public <T> T call(Function<Jedis, T> command) {
    try {
      return Failsafe.with(untilAnswered).get(() -> attempt(command));
    } catch (FailsafeException e) {
      throw new Views.ViewsAwayException("interrupted while waiting for Redis", e);
    } catch (JedisAccessControlException e) {
      throw LedgerFailure.failed(
          "Redis at "
              + settings.displayUri()
              + " refuses ledger.redis.uri's user or password: "
              + e.getMessage(),
          e);
    } catch (JedisConnectionException | JedisDataException e) {
      if (isPassing(e)) {
        throw new Views.ViewsAwayException(
            "Redis at "
                + settings.displayUri()
                + " does not answer: "
                + LedgerFailure.rootMessage(e),
            e);
      }
      throw e;
    }
  }

  private <T> T attempt(Function<Jedis, T> command) {
    Jedis jedis = connection.orElseGet(this::connect);
    try {
      return command.apply(jedis);
    } catch (JedisConnectionException | JedisDataException e) {
      if (isPassing(e)) {
        close(); // the address may lead to another Redis by now
      }
      throw e;
    }
  }

  private Jedis connect() {
    Jedis jedis = open();
    try {
      new RedisRequirements(settings.displayUri())
          .check(jedis.info("server"), jedis.info("memory"));
    } catch (RuntimeException e) {
      jedis.close();
      throw e;
    }
    connection = Optional.of(jedis);
    return jedis;
  }

  private Jedis open() {
    try {
      return connect(settings);
    } catch (JedisAccessControlException e) {
      throw e;
    } catch (JedisDataException e) {
      if (isPassing(e)) {
        throw e;
      }
      throw LedgerFailure.failed(
          "Redis at " + settings.displayUri() + " refuses ledger.redis.uri: " + e.getMessage(), e);
    }
  }

  /**
   * A plain connection to it; throws what Jedis throws.
   *
   * @see #call
   */
  public static Jedis connect(LedgerSettings.Redis settings) {
    return new Jedis(
        URI.create(settings.uri()),
        DefaultJedisClientConfig.builder()
            .connectionTimeoutMillis(settings.timeoutMillis())
            .socketTimeoutMillis(settings.timeoutMillis())
            .sslParameters(checkingTheHost())
            .build());
  }

  /** With {@code rediss://}: Jedis alone would take a trusted certificate of any host. */
  private static SSLParameters checkingTheHost() {
    SSLParameters parameters = new SSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    return parameters;
  }

  private static boolean isPassing(Throwable failure) {
    if (failure instanceof JedisConnectionException) {
      return true;
    }
    if (!(failure instanceof JedisDataException)) {
      return false;
    }
    // Why a step was refused is suppressed in the refusal of its whole transaction (EXECABORT).
    return PASSING.matcher(String.valueOf(failure.getMessage())).find()
        || Arrays.stream(failure.getSuppressed()).anyMatch(RedisSession::isPassing);
  }

  private static String messageOf(Throwable failure) {
    return Arrays.asList(failure.getClass().getSimpleName(), failure.getMessage()).toString();
  }

  /** Also a connection that is broken: Jedis flushes first, and throws if that fails. */
  @Override
  public void close() {
    try {
      connection.ifPresent(Jedis::close);
    } catch (JedisConnectionException e) {
      LOG.debug("the connection was broken before it was closed", e);
    } finally {
      connection = Optional.empty();
    }
  }
}
