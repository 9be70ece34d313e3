package io.salesledger.queryapi.rest;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Supplier;

/**
 * Answers that cost much: worked out one at a time, each once for all who ask for it meanwhile, and
 * only so many in memory until their askers have taken them. Others wait their turn in order; who
 * waits too long is told that the views are busy.
 *
 * <p>Whoever joins an answer under way may get figures read a moment before he asked, never a
 * mixture of two moments. Thread-safe.
 */
final class SharedAnswers<T> {
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  /** From question to the answer's last byte; a slower asker keeps a place from the others. */
  private static final Duration LONGEST_REQUEST = Duration.ofSeconds(60);

  private final int places;
  private final Rest rest;
  private final Map<String, Shared<T>> underWay = new HashMap<>();
  private final Queue<Shared<T>> waiting = new ArrayDeque<>();
  private int taken;
  private boolean working;

  /**
   * None yet.
   *
   * @param places answers in memory at most
   * @param rest between two answers
   */
  SharedAnswers(int places, Rest rest) {
    this.places = places;
    this.rest = rest;
  }

  /**
   * The answer to that question.
   *
   * @param question equal ones are answered by the same work
   * @param asker whose response holds the answer until it ends
   */
  Uni<T> ask(String question, RoutingContext asker, Supplier<Uni<T>> work) {
    Shared<T> shared = join(question, work);
    long tooLate =
        asker
            .vertx()
            .setTimer(LONGEST_REQUEST.toMillis(), timer -> asker.request().connection().close());
    asker.addEndHandler(
        ended -> {
          asker.vertx().cancelTimer(tooLate);
          leave(shared);
        });
    return shared.answer;
  }

  private synchronized Shared<T> join(String question, Supplier<Uni<T>> work) {
    Shared<T> shared =
        underWay.computeIfAbsent(question, absent -> new Shared<>(this, absent, work));
    shared.askers++;
    return shared;
  }

  private void awaitTurn(Shared<T> shared, UniEmitter<? super Boolean> turn) {
    synchronized (this) {
      shared.turn = Optional.of(turn);
      waiting.add(shared);
    }
    callNext();
  }

  private void finish(Shared<T> shared) {
    boolean hasWorked;
    synchronized (this) {
      underWay.remove(shared.question, shared);
      waiting.remove(shared);
      shared.finished = true;
      hasWorked = shared.hasPlace;
      freeIfTaken(shared);
    }
    if (hasWorked) {
      rest.from(shared.beganNanos, this::goOn);
    }
  }

  private void goOn() {
    synchronized (this) {
      working = false;
    }
    callNext();
  }

  private void leave(Shared<T> shared) {
    synchronized (this) {
      shared.askers--;
      freeIfTaken(shared);
    }
    callNext();
  }

  private synchronized void freeIfTaken(Shared<T> shared) {
    if (shared.hasPlace && shared.finished && shared.askers == 0) {
      shared.hasPlace = false;
      taken--;
    }
  }

  private void callNext() {
    next().flatMap(shared -> shared.turn).ifPresent(turn -> turn.complete(true));
  }

  private synchronized Optional<Shared<T>> next() {
    if (working || taken == places || waiting.isEmpty()) {
      return Optional.empty();
    }
    Shared<T> shared = waiting.remove();
    shared.hasPlace = true;
    shared.beganNanos = rest.nanoTime().getAsLong();
    working = true;
    taken++;
    return Optional.of(shared);
  }

  /** One answer from its first question until its last asker has it; guarded by the outer lock. */
  private static final class Shared<T> {
    private final String question;
    private final Uni<T> answer;
    private Optional<UniEmitter<? super Boolean>> turn = Optional.empty();
    private int askers;
    private long beganNanos;
    private boolean hasPlace;
    private boolean finished;

    Shared(SharedAnswers<T> all, String question, Supplier<Uni<T>> work) {
      this.question = question;
      this.answer =
          Uni.createFrom()
              .<Boolean>emitter(turn -> all.awaitTurn(this, turn))
              .ifNoItem()
              .after(LONGEST_WAIT)
              .failWith(() -> new ProblemException(Problem.busy()))
              .chain(() -> work.get())
              .onTermination()
              .invoke(() -> all.finish(this))
              .memoize()
              .indefinitely();
    }
  }
}
