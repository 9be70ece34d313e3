package io.salesledger.local.stack;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.SettingKey;
import io.salesledger.parts.JavaCommand;
import io.salesledger.parts.KafkaBroker;
import io.salesledger.parts.Nimbus;
import io.salesledger.parts.PartSpec;
import io.salesledger.parts.PartsHome;
import io.salesledger.parts.Readiness;
import io.salesledger.parts.RedisServer;
import io.salesledger.parts.SchemaRegistry;
import io.salesledger.parts.Supervisor;
import io.salesledger.parts.ZooKeeper;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How each part of a stack is run, given its folder and settings. Immutable. */
final class StackParts {
  private static final int API_HEAP_MEGABYTES = 192;
  private static final int GENERATOR_HEAP_MEGABYTES = 128;
  private static final int NO_PORT = 0;

  private final Installation installation;
  private final PartsHome home;
  private final StackFolder folder;
  private final LedgerSettings settings;

  StackParts(Installation installation, StackFolder folder, LedgerSettings settings) {
    this.installation = installation;
    this.home = installation.parts();
    this.folder = folder;
    this.settings = settings;
  }

  PartSpec redis() {
    return RedisServer.spec(home, folder.part("redis"), settings.ports().redis());
  }

  PartSpec kafka() {
    return KafkaBroker.spec(home, folder.part("kafka"), settings.ports().kafka());
  }

  PartSpec registry() {
    return SchemaRegistry.spec(
        home,
        folder.part("registry"),
        settings.ports().registry(),
        "127.0.0.1:" + settings.ports().kafka());
  }

  PartSpec zooKeeper() {
    return ZooKeeper.spec(home, folder.part("zookeeper"), settings.ports().storm().zooKeeper());
  }

  PartSpec nimbus() {
    return Nimbus.spec(home, folder.part("nimbus"), settings.ports().storm());
  }

  PartSpec supervisor() {
    return Supervisor.spec(home, folder.part("supervisor"), settings.ports().storm());
  }

  PartSpec queryApi() {
    Path own = folder.part("api");
    int port = settings.api().port();
    return new PartSpec(
        "query API",
        port,
        own,
        own.resolve("api.log"),
        new JavaCommand(JavaCommand.marker(own), API_HEAP_MEGABYTES)
            .jar(installation.queryApiJar()),
        environment(),
        PartSpec.Preparation.none(),
        Readiness.http(URI.create(ApiAddress.of(settings.api()) + "/q/health/live")),
        Duration.ofMinutes(1),
        folder.markers("api"));
  }

  /**
   * The generator, as a part of its own.
   *
   * @param paymentsPerSecond its rate
   */
  PartSpec generator(String paymentsPerSecond) {
    Path own = folder.part("generator");
    JavaCommand java = new JavaCommand(JavaCommand.marker(own), GENERATOR_HEAP_MEGABYTES);
    return new PartSpec(
        "generator",
        NO_PORT,
        own,
        own.resolve("generator.log"),
        OwnProcess.with(java).command(List.of("generate", "--rate", paymentsPerSecond)),
        environment(),
        PartSpec.Preparation.none(),
        () -> true,
        Duration.ofSeconds(10),
        folder.markers("generator"));
  }

  /** The settings as the environment of a process; not as arguments, which others can read. */
  private Map<String, String> environment() {
    Map<String, String> keys = new HashMap<>();
    keys.put(SettingKey.KAFKA_BOOTSTRAP_SERVERS.key(), settings.kafka().bootstrapServers());
    keys.put(SettingKey.KAFKA_TOPIC.key(), settings.kafka().topic());
    keys.put(SettingKey.REGISTRY_URL.key(), settings.registry().url());
    keys.put(SettingKey.REDIS_URI.key(), settings.redis().uri());
    keys.put(SettingKey.REDIS_PREFIX.key(), settings.redis().prefix());
    keys.put(SettingKey.REDIS_TIMEOUT.key(), settings.redis().timeoutMillis() + "ms");
    keys.put(SettingKey.CURRENCY.key(), settings.currency().code());
    keys.put(SettingKey.TIMELINE_MINUTES.key(), "" + settings.views().timelineMinutes());
    keys.put(SettingKey.WINDOW_LENGTH.key(), settings.window().lengthMillis() + "ms");
    keys.put(SettingKey.WINDOW_SLIDE.key(), settings.window().slideMillis() + "ms");
    keys.put(SettingKey.API_HOST.key(), settings.api().host());
    keys.put(SettingKey.API_PORT.key(), "" + settings.api().port());
    keys.put(SettingKey.API_CORS_ORIGINS.key(), settings.api().corsOrigins());
    keys.put(SettingKey.HEARTBEAT_MAX_AGE.key(), settings.api().heartbeatMaxAgeMillis() + "ms");
    Map<String, String> environment = new HashMap<>();
    keys.forEach(
        (key, value) -> environment.put(key.replace('.', '_').toUpperCase(Locale.ROOT), value));
    return environment;
  }
}
