package io.salesledger.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.salesledger.local.stack.StackState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

class LocalStackIT {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Path folder;

  LocalStackIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void everythingComesUpHealsGoesDownAndResumes() throws IOException {
    try (LocalStack stack = LocalStack.in(folder)) {
      assertThat(stack.up())
          .extracting(LocalStack.Answer::exitCode, LocalStack.Answer::err)
          .containsExactly(0, "");
      everyPartRunsAndEveryPartitionIsCounted(stack);
      secondUpIsRefused(stack);
      whatTheTopologySaysOfItselfIsTold(stack);

      assertThat(stack.run("generate", "--rate", "1000", "--count", "500").exitCode()).isZero();
      awaitCounted(stack, 500);
      partThatIsKilledComesBack(stack, "Redis");
      partThatIsKilledComesBack(stack, "query API");
      JsonNode before = stack.api("/api/total");

      LocalStack.kill(stack.state().up().find().orElseThrow());
      orphansAreTold(stack);
      assertThat(stack.run("down").exitCode()).isZero();
      assertThat(stack.processes()).isEmpty();

      upEndsNobodyWhoHasTheNumberOfAnEarlierWorker(stack);
      assertThat(stack.api("/api/total")).isEqualTo(before);
      assertThat(stack.run("generate", "--rate", "1000", "--count", "500").exitCode()).isZero();
      awaitCounted(stack, 1000);
      topologyIsReplacedTakenOffAndPutOnByANimbusThatIsJustBack(stack);
      assertThat(stack.run("generate", "--rate", "1000", "--count", "500").exitCode()).isZero();
      awaitCounted(stack, 1500);
      QuarantineSteps.workOffOneRecord(stack);

      assertThat(stack.run("down").exitCode()).isZero();
      assertThat(stack.processes()).isEmpty();
      assertThat(stack.run("down").out()).startsWith("nothing runs in ");
    }
  }

  @Test
  void buildThatWasCutShortIsToldBeforeAnythingStarts() throws IOException {
    Path home = Files.createDirectories(folder.resolve("home"));
    try (LocalStack stack = LocalStack.in(folder)) {
      LocalStack.Answer up = stack.runAt(home, "up");
      assertThat(up.exitCode()).isEqualTo(1);
      assertThat(up.err().lines())
          .containsExactly(
              "ledger up: "
                  + home.resolve("windowing/target/salesledger-topology.jar")
                  + " is not built; build it with: mvn -DskipTests package");
      assertThat(stack.processes()).isEmpty();
    }
  }

  private static void everyPartRunsAndEveryPartitionIsCounted(LocalStack stack) {
    JsonNode status = stack.status();
    assertThat(status.get("healthy").asBoolean()).as("%s", status).isTrue();
    assertThat(status.get("parts"))
        .extracting(part -> part.get("name").asText())
        .containsExactlyInAnyOrder(
            "Redis",
            "Kafka",
            "schema registry",
            "ZooKeeper",
            "Storm nimbus",
            "Storm supervisor",
            "Storm worker",
            "query API");
    assertThat(status.get("partitions"))
        .extracting(partition -> partition.get("partition").asInt())
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    assertThat(stack.run("status").out()).endsWith("all is well\n");
  }

  private static void whatTheTopologySaysOfItselfIsTold(LocalStack stack) {
    try (Jedis redis = stack.redis()) {
      redis.hset("sales:ledger", "warning", "the topic would delete sales");
      assertThat(stack.run("status"))
          .returns(1, LocalStack.Answer::exitCode)
          .extracting(LocalStack.Answer::out, STRING)
          .endsWith("\nthe topic would delete sales\n");
      redis.hset("sales:ledger", "broken", "a view is damaged");
      assertThat(stack.run("status").out())
          .endsWith("\nthe topology stopped for good: a view is damaged\n");
      redis.hdel("sales:ledger", "warning", "broken");
    }
    assertThat(stack.run("status").exitCode()).isZero();
  }

  private static void secondUpIsRefused(LocalStack stack) {
    LocalStack.Answer second = stack.up();
    assertThat(second.exitCode()).isEqualTo(1);
    assertThat(second.err().lines())
        .containsExactly(
            "ledger up: a stack runs in "
                + stack.folder().root()
                + " already (process "
                + stack.state().up().pid()
                + "); see ledger status, stop it with ledger down");
  }

  private static void partThatIsKilledComesBack(LocalStack stack, String name) {
    ProcessHandle victim = stack.part(name);
    LocalStack.kill(victim);
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                stack.state().parts().stream()
                    .filter(part -> part.name().equals(name))
                    .allMatch(part -> part.restarts() > 0 && isAlive(part)));
    await().atMost(PATIENCE).until(() -> stack.status().get("healthy").asBoolean());
  }

  /** It does not lead yet: ZooKeeper still holds the session of the one that was killed. */
  private static void topologyIsReplacedTakenOffAndPutOnByANimbusThatIsJustBack(LocalStack stack) {
    String nimbus = "127.0.0.1:" + stack.nimbusPort();
    partThatIsKilledComesBack(stack, "Storm nimbus");
    assertThat(stack.run("submit"))
        .isEqualTo(new LocalStack.Answer(0, "submitted to " + nimbus + "\n", ""));
    assertThat(stack.run("kill", "--wait", "0"))
        .isEqualTo(new LocalStack.Answer(0, "ended on " + nimbus + "\n", ""));
    assertThat(stack.run("kill"))
        .isEqualTo(
            new LocalStack.Answer(
                1, "", "ledger kill: no topology of the ledger runs on " + nimbus + "\n"));
    assertThat(stack.run("submit"))
        .isEqualTo(new LocalStack.Answer(0, "submitted to " + nimbus + "\n", ""));
  }

  private static boolean isAlive(StackState.Part part) {
    return part.process().find().isPresent();
  }

  /** As after a reboot, when numbers are given anew. */
  private static void upEndsNobodyWhoHasTheNumberOfAnEarlierWorker(LocalStack stack)
      throws IOException {
    Path workers = stack.folder().part("supervisor").resolve("data/workers");
    Process stranger = new ProcessBuilder("/bin/sh", "-c", "read -r never").start();
    try (Stream<Path> left = Files.list(workers)) {
      assertThat(left.toList())
          .isNotEmpty()
          .allSatisfy(
              worker -> {
                Path numbers = worker.resolve("pids");
                assertThat(numbers).isNotEmptyDirectory();
                Files.createFile(numbers.resolve(Long.toString(stranger.pid())));
              });
      assertThat(stack.up())
          .returns(0, LocalStack.Answer::exitCode)
          .extracting(LocalStack.Answer::out, STRING)
          .contains("resumed, counting");
      assertThat(stranger.isAlive()).isTrue();
    } finally {
      stranger.destroyForcibly();
    }
  }

  private static void orphansAreTold(LocalStack stack) {
    List<ProcessHandle> orphans = stack.processes();
    assertThat(orphans).isNotEmpty();
    assertThat(stack.run("status").out())
        .contains(" but nothing keeps them running; end them with: ledger down");
    LocalStack.Answer refused = stack.up();
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains(" processes of an earlier up still run in ");
    assertThat(stack.processes()).containsExactlyInAnyOrderElementsOf(orphans);
  }

  private static void awaitCounted(LocalStack stack, long payments) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              JsonNode partitions = stack.status().get("partitions");
              assertThat(partitions)
                  .extracting(partition -> partition.get("lag").asLong())
                  .containsOnly(0L);
              long low = 0;
              for (JsonNode partition : partitions) {
                low += partition.get("low").asLong();
              }
              assertThat(low).isEqualTo(payments);
            });
  }
}
