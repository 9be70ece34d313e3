package io.salesledger.windowing.log;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writer schemas that are asked for on a thread of their own, so that a registry that is slow or
 * away holds up nobody but those who need what only it can tell:
 *
 * <ul>
 *   <li>a schema in use needs no registry;
 *   <li>the first who needs a new one waits {@link #WAIT} for it, whoever comes while it is still
 *       asked for not at all; the very first one, before whom nothing is known and so nothing else
 *       could go on, waits {@link #FIRST_WAIT};
 *   <li>every {@link #COMPARISON} the schemas in use are compared with what the registry says of
 *       them. Where it says something else, that id is not given until it says the same again.
 *       After an error of the JVM, which ends the comparing, none is given.
 * </ul>
 *
 * <p>Used by one thread, which may be another than the one that closes it.
 */
public final class BackgroundSchemas implements WriterSchemas, AutoCloseable {
  /** How long one call waits at most. */
  static final Duration WAIT = Duration.ofMillis(300);

  /**
   * How long the first call waits at most: a cold client takes longer than {@link #WAIT}. A batch
   * that fails here is read again behind later ones, and late payments cost the views most.
   */
  static final Duration FIRST_WAIT = Duration.ofSeconds(3);

  /** Between two comparisons of what is in use. */
  static final Duration COMPARISON = Duration.ofSeconds(5);

  /** How long an id stays missing before it is asked for once more. */
  static final Duration MISSING_STANDS = Duration.ofSeconds(10);

  /** Ids asked for at once; there are never more than partitions, unless they are made up. */
  private static final int MAX_ASKED = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(BackgroundSchemas.class);

  /**
   * How long is waited.
   *
   * @param first by the very first call, at most
   * @param later by any other, at most
   * @param comparison from one comparison to the next
   */
  record Waits(Duration first, Duration later, Duration comparison) {}

  private final RegistrySchemas registry;
  private final InstantSource clock;
  private final Waits waits;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread made = new Thread(work, "schema-registry");
            made.setDaemon(true);
            return made;
          });

  private final Future<?> comparing;
  private final Map<Integer, Answer.Known> known = new HashMap<>();
  private final Map<Integer, Long> missing = new LinkedHashMap<>();
  private final Map<Integer, CompletableFuture<Answer>> asked = new LinkedHashMap<>();
  private CompletableFuture<Void> confirmation = CompletableFuture.completedFuture(null);
  private long confirmationMillis;
  private boolean confirmationUsed = true;
  private boolean firstAsked;
  private volatile Map<Integer, String> disputed = Map.of();
  private volatile Optional<Error> comparingEnded = Optional.empty();

  /** Of the registry's thread alone. */
  private Map<Integer, String> withheld = Map.of();

  /**
   * Schemas of this registry.
   *
   * @param registry used by this instance alone from now on
   */
  public BackgroundSchemas(RegistrySchemas registry, InstantSource clock) {
    this(registry, clock, new Waits(FIRST_WAIT, WAIT, COMPARISON));
  }

  BackgroundSchemas(RegistrySchemas registry, InstantSource clock, Waits waits) {
    this.registry = registry;
    this.clock = clock;
    this.waits = waits;
    long everyMillis = waits.comparison().toMillis();
    this.comparing =
        thread.scheduleWithFixedDelay(
            this::compareOrEnd, everyMillis, everyMillis, TimeUnit.MILLISECONDS);
  }

  @Override
  public Answer find(int schemaId) {
    refuseWhatIsNotCompared();
    refuseDisputed(schemaId);
    Answer.Known inUse = known.get(schemaId);
    if (inUse != null) {
      return inUse;
    }
    Long missingMillis = missing.get(schemaId);
    if (missingMillis == null) {
      return answer(schemaId, asked.containsKey(schemaId) ? Duration.ZERO : patience());
    }
    if (clock.millis() - missingMillis < MISSING_STANDS.toMillis()) {
      return new Answer.Missing();
    }
    try {
      return answer(schemaId, Duration.ZERO);
    } catch (SchemaUnavailableException e) {
      // It was told once, and nobody has said otherwise. Who does not answer is left alone for now.
      if (!(e.getCause() instanceof TimeoutException)) {
        remember(schemaId);
      }
      return new Answer.Missing();
    }
  }

  private Duration patience() {
    Duration patience = firstAsked ? waits.later() : waits.first();
    firstAsked = true;
    return patience;
  }

  private Answer answer(int schemaId, Duration wait) {
    if (!asked.containsKey(schemaId)) {
      ask(schemaId);
    }
    Answer answer;
    try {
      answer = await(Objects.requireNonNull(asked.get(schemaId)), wait);
    } catch (TimeoutException e) {
      throw new SchemaUnavailableException(
          "schema " + schemaId + " waits for the registry, which has not answered yet", e);
    } catch (SchemaUnavailableException e) {
      // Whoever comes next does not wait for the next try.
      ask(schemaId);
      throw e;
    }
    asked.remove(schemaId);
    missing.remove(schemaId);
    if (answer instanceof Answer.Known found) {
      known.put(schemaId, found);
    } else {
      remember(schemaId);
    }
    return answer;
  }

  private void ask(int schemaId) {
    asked.remove(schemaId);
    if (asked.size() >= MAX_ASKED) {
      asked.values().removeIf(CompletableFuture::isDone);
    }
    if (asked.size() >= MAX_ASKED) {
      throw new SchemaUnavailableException(
          "schema " + schemaId + " waits for the registry, which is asked for " + MAX_ASKED,
          new IOException("it is slow"));
    }
    try {
      asked.put(
          schemaId,
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return registry.ask(schemaId);
                } finally {
                  tellChanges();
                }
              },
              thread));
    } catch (RejectedExecutionException e) {
      throw closed(schemaId, e);
    }
  }

  private static SchemaUnavailableException closed(int schemaId, RejectedExecutionException e) {
    return new SchemaUnavailableException(
        "schema " + schemaId + " is not asked for any more: the worker ends", e);
  }

  private void remember(int schemaId) {
    if (missing.size() >= RegistrySchemas.MAX_REMEMBERED) {
      Iterator<Integer> oldest = missing.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
    missing.put(schemaId, clock.millis());
  }

  @Override
  public void confirm(int schemaId) {
    Duration wait = Duration.ZERO;
    if (confirmationUsed
        && clock.millis() - confirmationMillis >= RegistrySchemas.FRESH.toMillis()) {
      try {
        confirmation = CompletableFuture.runAsync(this::compare, thread);
      } catch (RejectedExecutionException e) {
        throw closed(schemaId, e);
      }
      confirmationUsed = false;
      wait = waits.later();
    }
    try {
      await(confirmation, wait);
    } catch (TimeoutException e) {
      throw new SchemaUnavailableException(
          "schema "
              + schemaId
              + " does not fit; the registry is asked whether it still is the same",
          e);
    }
    if (!confirmationUsed) {
      // Fresh from its use, not from its start: a batch that was held back for it comes back later.
      confirmationUsed = true;
      confirmationMillis = clock.millis();
    }
    refuseDisputed(schemaId);
  }

  private static <T> T await(CompletableFuture<T> answer, Duration wait) throws TimeoutException {
    try {
      return answer.get(wait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SchemaUnavailableException("interrupted while the registry was asked", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SchemaUnavailableException told) {
        throw told;
      }
      throw new CompletionException(e.getCause());
    }
  }

  /** Ends whoever asks, as an error on its own thread would. */
  private void refuseWhatIsNotCompared() {
    comparingEnded.ifPresent(
        error -> {
          throw new IllegalStateException("the schemas in use are not compared any more", error);
        });
  }

  private void refuseDisputed(int schemaId) {
    String dispute = disputed.get(schemaId);
    if (dispute != null) {
      throw new SchemaUnavailableException(dispute, new IllegalStateException("it changed"));
    }
  }

  // ---- on the registry's thread

  private void compareOrEnd() {
    try {
      compare();
    } catch (Error e) {
      // The executor would keep it to itself, and schemas would be used that nobody compares.
      LOG.error("the schemas in use are not compared any more", e);
      comparingEnded = Optional.of(e);
      throw e;
    }
  }

  private void compare() {
    try {
      registry.compare();
    } catch (RuntimeException e) {
      // Thrown on, it would end all further comparisons.
      LOG.debug("the schemas in use are not compared", e);
    }
    tellChanges();
  }

  /** Each change is told once: what stays as it is would fill the log. */
  private void tellChanges() {
    Map<Integer, String> disputedBefore = disputed;
    disputed = Map.copyOf(registry.disputed());
    disputed.forEach(
        (schemaId, dispute) -> {
          if (!dispute.equals(disputedBefore.get(schemaId))) {
            LOG.error("{}", dispute);
          }
        });
    disputedBefore.keySet().stream()
        .filter(schemaId -> !disputed.containsKey(schemaId))
        .forEach(schemaId -> LOG.info("the registry says of schema {} what it said", schemaId));
    Map<Integer, String> withheldBefore = withheld;
    withheld = registry.withheld();
    withheld.forEach(
        (schemaId, why) -> {
          if (!withheldBefore.containsKey(schemaId)) {
            LOG.warn("the registry cannot be compared, {}", why);
          }
        });
    withheldBefore.keySet().stream()
        .filter(schemaId -> !withheld.containsKey(schemaId))
        .forEach(schemaId -> LOG.info("the registry gives schema {} again", schemaId));
  }

  /** Stops asking, and does not wait for an answer: what is not known stays unavailable. */
  @Override
  public void close() {
    comparing.cancel(false);
    thread.shutdownNow();
  }
}
