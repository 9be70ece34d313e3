package io.salesledger.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.LogPlace;
import io.salesledger.schemas.SalesTopic;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** How long a producer tries: a requeue for a terminal's while, unless the settings say so. */
@ExtendWith(Servers.Shared.class)
class OwnTimeoutsIT {
  private final Path folder;
  private final Servers servers;

  OwnTimeoutsIT(@TempDir Path folder, Servers servers) {
    this.folder = folder;
    this.servers = servers;
  }

  /** It is Kafka's own default, and longer than a requeue waits. */
  @Test
  void given_a_request_timeout_of_the_users_own_then_it_is_appended_all_the_same()
      throws Exception {
    Files.writeString(
        folder.resolve("ledger.properties"),
        "ledger.kafka.request.timeout.ms=30000",
        StandardCharsets.UTF_8);
    String topic = "requeue_patient";
    LedgerSettings settings = servers.settings(topic, folder);
    try (Admin admin = SalesTopic.connect(settings.kafka())) {
      new SalesTopic(admin, settings.kafka()).ensure();
    }
    Requeue requeue = new Requeue(settings, Clock.systemUTC());

    LogPlace appended =
        requeue.append(
            new LogPlace(2, 0),
            requeue.payment(
                "{\"orderId\":\"A1\",\"productId\":\"P1\",\"productPrice\":\"1.25\","
                    + "\"timestamp\":\"2025-10-22T04:21:43Z\"}"));

    assertThat(appended).isEqualTo(new LogPlace(2, 0));
    assertThat(servers.readAll(topic)).singleElement().returns("A1", LogReader.Read::order);
  }

  /** By itself, Kafka would ask for 30 s a request, and refuse to deliver in less. */
  @Test
  void given_a_delivery_timeout_of_the_users_own_then_payments_are_appended_all_the_same()
      throws Exception {
    Files.writeString(
        folder.resolve("ledger.properties"),
        "ledger.kafka.delivery.timeout.ms=20000",
        StandardCharsets.UTF_8);
    String topic = "hasty";

    CommandRun run =
        CommandRun.ofGenerate(servers.settings(topic, folder), "--rate", "1000", "--count", "5");

    assertThat(run.exitCode()).as(run.toString()).isZero();
    assertThat(servers.readAll(topic)).hasSize(5);
  }

  @Test
  void given_none_of_the_users_then_nobody_waits_at_a_terminal_for_longer_than_it_takes() {
    assertThat(Requeue.producerProperties(servers.settings("any", folder)))
        .containsEntry("max.block.ms", 15_000)
        .containsEntry("delivery.timeout.ms", 15_000)
        .containsEntry("request.timeout.ms", 5_000);
  }
}
