package io.salesledger.schemas;

import io.confluent.kafka.schemaregistry.SchemaProvider;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClientConfig;
import io.salesledger.contract.LedgerSettings;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes Confluent's registry client from the settings. Stateless; any thread may call it. */
public final class RegistryClients {
  /** How long a connection or an answer may take, where the settings say nothing else. */
  public static final int TIMEOUT_MILLIS = 2_000;

  /** The type of a schema that a registry has as one of Avro's, and that Avro cannot parse. */
  public static final String UNPARSABLE_AVRO = "UNPARSABLE_AVRO";

  private static final int CACHED_SCHEMAS = 1_000;

  /** Confluent's word for it, and its default. */
  private static final String OF_THE_ADDRESS = "URL";

  private static final String PREFIX = SchemaRegistryClientConfig.CLIENT_NAMESPACE;

  private RegistryClients() {}

  /**
   * A client of the registry in the settings; connects on first use; safe for many threads. A
   * schema that is none of Avro's, or that Avro cannot parse, is given too, as its text.
   */
  public static SchemaRegistryClient connect(LedgerSettings.Registry registry) {
    List<SchemaProvider> formats = new ArrayList<>(OtherFormat.ALL);
    formats.add(new AvroFormat());
    return new CachedSchemaRegistryClient(
        address(registry), CACHED_SCHEMAS, formats, properties(registry));
  }

  /** Without user and password: Confluent's client logs its address. */
  private static String address(LedgerSettings.Registry registry) {
    URI uri = URI.create(registry.url());
    String authority = uri.getRawAuthority();
    return uri.getUserInfo() == null || authority == null
        ? registry.url()
        : registry
            .url()
            .replace(
                "//" + authority, "//" + authority.substring(uri.getRawUserInfo().length() + 1));
  }

  private static Optional<String> login(LedgerSettings.Registry registry) {
    return Optional.ofNullable(URI.create(registry.url()).getUserInfo());
  }

  /** Puts the address's login where nothing else says who asks. */
  private static void putLogin(String login, Map<String, Object> properties) {
    if (properties.containsKey(SchemaRegistryClientConfig.BEARER_AUTH_CREDENTIALS_SOURCE)) {
      return;
    }
    Object source =
        properties.getOrDefault(
            SchemaRegistryClientConfig.BASIC_AUTH_CREDENTIALS_SOURCE, OF_THE_ADDRESS);
    if (source.equals(OF_THE_ADDRESS)) {
      properties.put(SchemaRegistryClientConfig.BASIC_AUTH_CREDENTIALS_SOURCE, "USER_INFO");
      properties.put(SchemaRegistryClientConfig.USER_INFO_CONFIG, login);
    }
  }

  /**
   * The properties for Confluent's client and serializers: the settings' own, untouched; time-outs
   * where they give none, so that a registry that hangs is noticed; and user and password of the
   * address, decoded, unless the settings name another way to log in.
   */
  public static Map<String, Object> properties(LedgerSettings.Registry registry) {
    Map<String, Object> properties = new HashMap<>();
    properties.put(SchemaRegistryClientConfig.HTTP_CONNECT_TIMEOUT_MS, TIMEOUT_MILLIS);
    properties.put(SchemaRegistryClientConfig.HTTP_READ_TIMEOUT_MS, TIMEOUT_MILLIS);
    properties.put(SchemaRegistryClientConfig.MAX_RETRIES_CONFIG, 1);
    properties.put(PREFIX + "url", address(registry));
    registry
        .clientProperties()
        .forEach(
            (key, value) -> {
              properties.put(key, value);
              // Confluent reads what is not about TLS without the prefix.
              if (key.startsWith(PREFIX) && !key.startsWith(PREFIX + "ssl.")) {
                properties.put(key.substring(PREFIX.length()), value);
              }
            });
    login(registry).ifPresent(login -> putLogin(login, properties));
    return properties;
  }
}
