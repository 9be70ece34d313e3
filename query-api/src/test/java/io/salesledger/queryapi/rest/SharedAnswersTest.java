package io.salesledger.queryapi.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Askers over HTTP; what is worked out, and the clock, in the test's hand. */
final class SharedAnswersTest {
  private final AtomicLong nanos = new AtomicLong(77);
  private final List<Duration> pauses = new CopyOnWriteArrayList<>();
  private final List<Runnable> rested = new CopyOnWriteArrayList<>();
  private final List<UniEmitter<? super String>> begun = new CopyOnWriteArrayList<>();
  private final AtomicInteger asked = new AtomicInteger();
  private final SharedAnswers<String> answers =
      new SharedAnswers<>(
          9,
          new Rest(
              nanos::get,
              (pause, next) -> {
                pauses.add(pause);
                rested.add(next);
              }));
  private final HttpClient client = HttpClient.newHttpClient();
  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server;

  SharedAnswersTest() {
    Router router = Router.router(vertx);
    router.route().handler(this::answer);
    server =
        vertx
            .createHttpServer()
            .requestHandler(router)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
  }

  @AfterEach
  void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @ParameterizedTest
  @CsvSource({"600, 600", "1000, 1000", "60000, 1000"})
  void givenAnAnswerThatTookLongThenAnotherIsBegunOnlyAfterARestAsLong(int took, int rest) {
    CompletableFuture<HttpResponse<String>> first = ask("/first");
    await().until(() -> begun.size() == 1);
    CompletableFuture<HttpResponse<String>> second = ask("/second");
    await().until(() -> asked.get() == 2);

    nanos.addAndGet(Duration.ofMillis(took).toNanos());
    begun.get(0).complete("one");

    assertThat(first.join().body()).isEqualTo("one");
    assertThat(pauses).containsExactly(Duration.ofMillis(rest));
    assertThat(begun).hasSize(1);
    rested.get(0).run();
    await().until(() -> begun.size() == 2);
    begun.get(1).complete("two");
    assertThat(second.join().body()).isEqualTo("two");
  }

  private void answer(RoutingContext asker) {
    answers
        .ask(asker.normalizedPath(), asker, () -> Uni.createFrom().<String>emitter(begun::add))
        .subscribe()
        .with(body -> asker.response().end(body), asker::fail);
    asked.incrementAndGet();
  }

  private CompletableFuture<HttpResponse<String>> ask(String path) {
    URI address = URI.create("http://127.0.0.1:" + server.actualPort() + path);
    return client.sendAsync(
        HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
  }
}
