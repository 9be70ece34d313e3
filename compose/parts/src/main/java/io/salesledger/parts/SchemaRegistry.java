package io.salesledger.parts;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A real schema registry (Apicurio) that speaks Confluent's API. */
public final class SchemaRegistry extends RunningPart {
  private static final int HEAP_MEGABYTES = 160;

  /** It needs 5 s; on a machine with ten times more to do than it can, 92 s were seen. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private SchemaRegistry(PartSpec spec) {
    super(spec);
  }

  /** One that keeps schemas in a topic of this broker, so that ids survive restarts. */
  public static SchemaRegistry start(Path folder, String bootstrapServers) {
    return new SchemaRegistry(
        spec(
            PartsHome.located(),
            folder.resolve("registry"),
            LoopbackPorts.free(),
            bootstrapServers));
  }

  /** One that forgets its schemas when it ends: quicker. */
  public static SchemaRegistry startInMemory(Path folder) {
    return new SchemaRegistry(
        spec(PartsHome.located(), folder.resolve("registry"), LoopbackPorts.free(), List.of()));
  }

  /** How one is run that keeps its schemas in a topic of this broker. */
  public static PartSpec spec(PartsHome home, Path folder, int port, String bootstrapServers) {
    return spec(
        home,
        folder,
        port,
        List.of(
            "-Dapicurio.storage.kind=kafkasql",
            "-Dapicurio.kafkasql.bootstrap.servers=" + bootstrapServers));
  }

  /** Its address for Confluent's clients. */
  public String url() {
    return url(port());
  }

  /** The address of a registry on this loopback port. */
  public static String url(int port) {
    return "http://127.0.0.1:" + port + "/apis/ccompat/v7";
  }

  private static PartSpec spec(PartsHome home, Path folder, int port, List<String> storage) {
    Path absolute = folder.toAbsolutePath().normalize();
    return new PartSpec(
        "schema registry",
        port,
        absolute,
        absolute.resolve("registry.log"),
        new JavaCommand(JavaCommand.marker(absolute), HEAP_MEGABYTES)
            .archive(home.registryArchive())
            .options(storage.toArray(String[]::new))
            .property("quarkus.http.host", "127.0.0.1")
            .property("quarkus.http.port", port)
            .property("quarkus.log.level", "WARN")
            // Two lines each time that somebody asks for its health, in a file that nobody turns
            // over.
            .property("quarkus.http.access-log.enabled", false)
            .jar(home.registryJar()),
        Map.of(),
        PartSpec.Preparation.none(),
        Readiness.http(URI.create("http://127.0.0.1:" + port + "/health/ready")),
        PATIENCE,
        List.of(JavaCommand.marker(absolute)));
  }
}
