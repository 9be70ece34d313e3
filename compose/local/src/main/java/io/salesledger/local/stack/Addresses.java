package io.salesledger.local.stack;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.SettingKey;
import io.salesledger.contract.SettingsLoader;
import io.salesledger.parts.SchemaRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Where the parts of one machine are reached: a part that is given another port is found there by
 * every client, unless the user has set the client's address too. Stateless.
 */
public final class Addresses {
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "::1", "[::1]");

  private Addresses() {}

  /**
   * The settings, with addresses that follow the ports.
   *
   * @param options keys given on the command line
   * @param environment as of {@link System#getenv()}
   * @param workingFolder where {@code ledger.properties} may be
   * @param running the addresses of the stack that runs in this folder; empty if none does
   * @throws LedgerFailure for a key or value that is wrong
   */
  public static LedgerSettings load(
      Map<String, String> options,
      Map<String, String> environment,
      Path workingFolder,
      Map<String, String> running) {
    LedgerSettings byPorts =
        SettingsLoader.load(options, environment, workingFolder, portsOf(running));
    Map<String, String> nearby = of(byPorts);
    nearby.putAll(portsOf(running));
    return SettingsLoader.load(options, environment, workingFolder, nearby);
  }

  /** Settings by full key, by which any command reaches the parts of these settings. */
  public static Map<String, String> of(LedgerSettings settings) {
    LedgerSettings.Ports ports = settings.ports();
    Map<String, String> addresses = new HashMap<>();
    addresses.put(SettingKey.KAFKA_BOOTSTRAP_SERVERS.key(), "127.0.0.1:" + ports.kafka());
    addresses.put(SettingKey.REDIS_URI.key(), "redis://127.0.0.1:" + ports.redis() + "/0");
    addresses.put(SettingKey.REGISTRY_URL.key(), SchemaRegistry.url(ports.registry()));
    addresses.put(SettingKey.KAFKA_PORT.key(), Integer.toString(ports.kafka()));
    addresses.put(SettingKey.REDIS_PORT.key(), Integer.toString(ports.redis()));
    addresses.put(SettingKey.REGISTRY_PORT.key(), Integer.toString(ports.registry()));
    addresses.put(SettingKey.API_PORT.key(), Integer.toString(settings.api().port()));
    addresses.put(
        SettingKey.STORM_PORT_BASE.key(),
        ports.storm().equals(LedgerSettings.StormPorts.wellKnown())
            ? SettingKey.STORM_PORT_BASE.defaultValue()
            : Integer.toString(ports.storm().zooKeeper()));
    return addresses;
  }

  /**
   * Makes sure that clients reach the parts that run here, and no others.
   *
   * @throws LedgerFailure if an address was set that points elsewhere
   */
  public static void checkLocal(LedgerSettings settings) {
    LedgerSettings.Ports ports = settings.ports();
    String kafka = settings.kafka().bootstrapServers();
    checkLocal(SettingKey.KAFKA_BOOTSTRAP_SERVERS, kafka, ofKafka(kafka), ports.kafka());
    checkLocal(
        SettingKey.REDIS_URI,
        settings.redis().displayUri(),
        URI.create(settings.redis().uri()),
        ports.redis());
    String registry = settings.registry().url();
    checkLocal(
        SettingKey.REGISTRY_URL,
        settings.registry().displayUrl(),
        URI.create(registry),
        ports.registry());
  }

  private static URI ofKafka(String servers) {
    try {
      return URI.create("kafka://" + servers);
    } catch (IllegalArgumentException e) {
      return URI.create("kafka:unreadable");
    }
  }

  private static void checkLocal(SettingKey key, String shown, URI address, int port) {
    if (address.getPort() != port || !LOOPBACK.contains(String.valueOf(address.getHost()))) {
      throw LedgerFailure.usage(
          key.key()
              + "="
              + shown
              + " does not point at what up runs, 127.0.0.1:"
              + port
              + "; remove it, or use submit with parts of your own");
    }
  }

  private static Map<String, String> portsOf(Map<String, String> addresses) {
    Map<String, String> ports = new HashMap<>(addresses);
    ports.remove(SettingKey.KAFKA_BOOTSTRAP_SERVERS.key());
    ports.remove(SettingKey.REDIS_URI.key());
    ports.remove(SettingKey.REGISTRY_URL.key());
    return ports;
  }
}
