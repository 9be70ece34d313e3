package io.salesledger.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AddressesTest {
  private final Path folder;

  AddressesTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void clientsFollowThePorts() {
    LedgerSettings settings =
        load(
            Map.of(
                "ledger.redis.port", "16379",
                "ledger.kafka.port", "19092",
                "ledger.registry.port", "18081"),
            Map.of(),
            Map.of());
    assertThat(settings.redis().uri()).isEqualTo("redis://127.0.0.1:16379/0");
    assertThat(settings.kafka().bootstrapServers()).isEqualTo("127.0.0.1:19092");
    assertThat(settings.registry().url()).isEqualTo("http://127.0.0.1:18081/apis/ccompat/v7");
  }

  @Test
  void portOfTheFileIsFollowedToo() throws IOException {
    Files.writeString(folder.resolve("ledger.properties"), "ledger.kafka.port=19092\n");
    assertThat(load(Map.of(), Map.of(), Map.of()).kafka().bootstrapServers())
        .isEqualTo("127.0.0.1:19092");
  }

  @Test
  void addressThatTheUserSetWinsOverThePort() {
    LedgerSettings settings =
        load(
            Map.of("ledger.redis.port", "16379"),
            Map.of("LEDGER_REDIS_URI", "redis://127.0.0.1:16379/3"),
            Map.of());
    assertThat(settings.redis().uri()).isEqualTo("redis://127.0.0.1:16379/3");
  }

  @Test
  void runningStackIsFoundWhereNothingElseIsSet() {
    LedgerSettings stack =
        load(
            Map.of("ledger.redis.port", "16379", "ledger.storm.port.base", "12000"),
            Map.of(),
            Map.of());
    Map<String, String> noted = Addresses.of(stack);
    LedgerSettings found = load(Map.of(), Map.of(), noted);
    assertThat(found.redis()).isEqualTo(stack.redis());
    assertThat(found.ports()).isEqualTo(stack.ports());
    LedgerSettings elsewhere =
        load(Map.of(), Map.of("LEDGER_REDIS_URI", "redis://example.org:6379/0"), noted);
    assertThat(elsewhere.redis().uri()).isEqualTo("redis://example.org:6379/0");
    assertThat(elsewhere.kafka()).isEqualTo(stack.kafka());
  }

  @Test
  void addressThatPointsElsewhereIsRefusedForUp() {
    LedgerSettings settings =
        load(
            Map.of(),
            Map.of("LEDGER_REDIS_URI", "redis://user:secret@example.org:6379/0"),
            Map.of());
    assertThatThrownBy(() -> Addresses.checkLocal(settings))
        .isInstanceOf(LedgerFailure.class)
        .hasMessage(
            "ledger.redis.uri=redis://example.org:6379/0 does not point at what up runs,"
                + " 127.0.0.1:6379; remove it, or use submit with parts of your own");
  }

  @Test
  void anAddressThatIsNoneIsRefusedForUpAsOneThatPointsElsewhere() {
    LedgerSettings settings =
        load(Map.of("ledger.kafka.bootstrap.servers", "<host>:9092"), Map.of(), Map.of());

    assertThatThrownBy(() -> Addresses.checkLocal(settings))
        .isInstanceOf(LedgerFailure.class)
        .hasMessageStartingWith("ledger.kafka.bootstrap.servers=<host>:9092 does not point at");
  }

  private LedgerSettings load(
      Map<String, String> options, Map<String, String> environment, Map<String, String> running) {
    return Addresses.load(options, environment, folder, running);
  }
}
