package io.salesledger.bench;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.SettingKey;
import io.salesledger.contract.SettingsLoader;
import io.salesledger.parts.KafkaBroker;
import io.salesledger.parts.PartProcess;
import io.salesledger.parts.SchemaRegistry;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** What all contenders stand on: one broker and one registry of the bench's own. */
final class Ground implements AutoCloseable {
  private final Path folder;
  private final Map<String, String> overrides;
  private final KafkaBroker broker;
  private final SchemaRegistry registry;
  private final BytesOut bytesOut;
  private final CommittedOffsets committed;

  private Ground(Path folder, Map<String, String> overrides) {
    this.folder = folder;
    this.overrides = overrides;
    broker = KafkaBroker.start(folder);
    // What was started before a failure is ended by the JVM's shutdown hooks.
    registry = SchemaRegistry.start(folder, broker.bootstrapServers());
    bytesOut = BytesOut.of(broker.pid());
    committed = new CommittedOffsets(broker.bootstrapServers());
  }

  /**
   * Starts it.
   *
   * @param folder takes its data
   * @param overrides settings of the ledger, by key, that are not to be its defaults
   */
  static Ground start(Path folder, Map<String, String> overrides) {
    return new Ground(folder, overrides);
  }

  String bootstrapServers() {
    return broker.bootstrapServers();
  }

  String registryUrl() {
    return registry.url();
  }

  /** Bytes that the broker has handed out so far. */
  long bytesOut(String topic) {
    return bytesOut.of(topic);
  }

  /** Settings of the ledger, by key, that are not its defaults. */
  Map<String, String> overrides() {
    return overrides;
  }

  /**
   * Looks whether the broker lives: who waits for it to hand out payments would wait in vain.
   *
   * @throws LedgerFailure if it has ended
   */
  void refuseEnded() {
    if (!broker.process().isAlive()) {
      throw LedgerFailure.failed(
          "the broker has ended; its log "
              + broker.log()
              + " ends with:\n"
              + PartProcess.lastLines(broker.log()));
    }
  }

  /** How far consumer groups have committed. */
  CommittedOffsets committed() {
    return committed;
  }

  /** The ledger's settings, its defaults but for the addresses, a topic and more. */
  LedgerSettings settings(String topic, Map<SettingKey, String> more) {
    // The bench's own folder: no ledger.properties of the user's changes what is measured.
    return SettingsLoader.load(options(topic, more), Map.of(), folder);
  }

  /** The same by their keys, without those that are defaults. */
  Map<String, String> options(String topic, Map<SettingKey, String> more) {
    Map<String, String> options = new HashMap<>(overrides);
    options.put(SettingKey.KAFKA_BOOTSTRAP_SERVERS.key(), bootstrapServers());
    options.put(SettingKey.REGISTRY_URL.key(), registryUrl());
    options.put(SettingKey.KAFKA_TOPIC.key(), topic);
    more.forEach((key, value) -> options.put(key.key(), value));
    return options;
  }

  @Override
  public void close() {
    committed.close();
    bytesOut.close();
    registry.close();
    broker.close();
  }
}
