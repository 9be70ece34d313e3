package io.salesledger.queryapi.store;

import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.LedgerSettings.Currency;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.mutiny.redis.client.Response;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Runs read scripts in Redis. Any thread may call it; nothing blocks. A Redis that is away or slow
 * fails the answer with {@link ViewsUnavailable} within {@code ledger.redis.timeout}.
 */
@Singleton
public final class RedisScripts {
  private static final int HEADER_FIELDS = 4;

  private final ReactiveRedisDataSource redis;
  private final LedgerSettings settings;

  @Inject
  RedisScripts(ReactiveRedisDataSource redis, LedgerSettings settings) {
    this.redis = redis;
    this.settings = settings;
  }

  /** One script's answer; {@code arguments} follow the header's own. */
  Uni<Snapshot> read(Script script, KnownTags known, List<String> keys, List<String> arguments) {
    return answer(script, known, keys, arguments).map(this::snapshot);
  }

  /** One script's answer of any size: it comes on a worker thread, and the event loop is free. */
  Uni<Snapshot> readBig(Script script, List<String> keys) {
    return answer(script, KnownTags.none(), keys, List.of())
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .map(this::snapshot);
  }

  private Uni<Response> answer(
      Script script, KnownTags known, List<String> keys, List<String> arguments) {
    List<String> words = new ArrayList<>();
    words.add(Integer.toString(keys.size() + 1));
    words.add(settings.redis().keys().ledger());
    words.addAll(keys);
    words.add(stem(settings.redis().keys().partition(0)));
    words.add(known.asArgument());
    words.addAll(arguments);
    return guarded(
        () ->
            run("EVALSHA", script.sha1(), words)
                .onFailure(failure -> message(failure).startsWith("NOSCRIPT"))
                .recoverWithUni(() -> run("EVAL", script.text(), words)));
  }

  /** A section of Redis's own INFO; empty if this user may not ask for it. */
  Uni<Optional<String>> info(String section) {
    return guarded(
        () ->
            redis
                .execute("INFO", section)
                .map(answer -> Optional.of(answer.toString()))
                .onFailure(failure -> message(failure).startsWith("NOPERM"))
                .recoverWithItem(Optional.empty()));
  }

  /** What comes before the partition's number in a key. */
  static String stem(String keyOfPartitionZero) {
    return keyOfPartitionZero.substring(0, keyOfPartitionZero.length() - 1);
  }

  private Uni<Response> run(String command, String script, List<String> words) {
    List<String> all = new ArrayList<>(words.size() + 1);
    all.add(script);
    all.addAll(words);
    return redis.execute(command, all.toArray(String[]::new));
  }

  private <T> Uni<T> guarded(Supplier<Uni<? extends T>> work) {
    return Uni.createFrom()
        .<T>deferred(work)
        .ifNoItem()
        .after(Duration.ofMillis(settings.redis().timeoutMillis()))
        .fail()
        .onFailure()
        .transform(this::explained);
  }

  private Throwable explained(Throwable failure) {
    String message = message(failure);
    String why = "";
    String upper = message.toUpperCase(Locale.ROOT);
    // Within a script Redis 7 says it in words.
    boolean isRefused =
        Stream.of("NOAUTH", "WRONGPASS", "NOPERM", "CAN'T RUN THIS COMMAND", "NO PERMISSION")
            .anyMatch(upper::contains);
    if (!isRefused && (message.contains("WRONGTYPE") || message.contains("user_script"))) {
      return new ViewsDamaged("a view is not what the topology writes: " + message);
    }
    if (isRefused) {
      why = " (it refuses this user or password, or lacks a right: " + message + ")";
    } else if (upper.startsWith("LOADING")) {
      why = " (it is loading its data)";
    }
    return new ViewsUnavailable(
        "Redis at " + settings.redis().displayUri() + " does not answer" + why, failure);
  }

  private static String message(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? "" : message;
  }

  private Snapshot snapshot(Response answer) {
    String code = answer.get(1).toString();
    String scale = answer.get(2).toString();
    Currency currency =
        code.isEmpty() || scale.isEmpty() ? settings.currency() : new Currency(code, whole(scale));
    List<List<String>> sections = new ArrayList<>();
    for (int i = HEADER_FIELDS; i < answer.size(); i++) {
      sections.add(strings(answer.get(i)));
    }
    boolean same = answer.get(3).toString().equals("same");
    return new Snapshot(answer.get(0).toString(), currency, same, List.copyOf(sections));
  }

  private static int whole(String scale) {
    try {
      return Integer.parseInt(scale);
    } catch (NumberFormatException e) {
      throw new ViewsDamaged("the ledger's scale is not a whole number: '" + scale + "'");
    }
  }

  private static List<String> strings(Response list) {
    List<String> strings = new ArrayList<>(list.size());
    for (Response one : list) {
      strings.add(one == null ? "" : one.toString());
    }
    return Collections.unmodifiableList(strings);
  }
}
