package io.salesledger.parts;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A real Kafka broker, its own controller (KRaft), for one machine. */
public final class KafkaBroker extends RunningPart {
  private static final int HEAP_MEGABYTES = 256;

  private KafkaBroker(PartSpec spec) {
    super(spec);
  }

  /** One on a random port, with its data in a folder of its own below {@code folder}. */
  public static KafkaBroker start(Path folder) {
    return new KafkaBroker(
        spec(PartsHome.located(), folder.resolve("kafka"), LoopbackPorts.free()));
  }

  /** How it is run; formats its data folder before the first start. */
  public static PartSpec spec(PartsHome home, Path folder, int port) {
    Path absolute = folder.toAbsolutePath().normalize();
    Path configuration = absolute.resolve("server.properties");
    Path log = absolute.resolve("kafka.log");
    return new PartSpec(
        "Kafka",
        port,
        absolute,
        log,
        java(home, absolute).main(home.kafkaClasspath(), "kafka.Kafka", configuration.toString()),
        Map.of(),
        () -> prepare(home, absolute, configuration, log, port),
        Readiness.port(port),
        // After a crash it reads what it had not flushed again: up to a gigabyte a partition.
        Duration.ofMinutes(10),
        List.of(JavaCommand.marker(absolute)));
  }

  /** What clients take for {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return "127.0.0.1:" + port();
  }

  private static JavaCommand java(PartsHome home, Path folder) {
    return new JavaCommand(JavaCommand.marker(folder), HEAP_MEGABYTES)
        .archive(home.kafkaArchive())
        .property("log4j2.configurationFile", folder.resolve("log4j2.xml"))
        .property("kafka.logs.dir", folder);
  }

  private static void prepare(PartsHome home, Path folder, Path configuration, Path log, int port)
      throws IOException, InterruptedException {
    PartFiles.copyOwn("log4j2.xml", folder.resolve("log4j2.xml"));
    PartFiles.writeProperties(configuration, configuration(folder, port, LoopbackPorts.free()));
    if (KafkaData.isNew(folder)) {
      format(home, folder, configuration, log);
    }
  }

  private static Map<String, String> configuration(Path folder, int port, int controllerPort) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", String.valueOf(KafkaData.NODE_ID));
    settings.put(
        "listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
    settings.put("controller.listener.names", "CONTROLLER");
    // Nobody else speaks to the controller: its port may be another at each start.
    settings.put("controller.quorum.voters", KafkaData.NODE_ID + "@127.0.0.1:" + controllerPort);
    settings.put("log.dirs", KafkaData.in(folder).toString());
    settings.put("offsets.topic.replication.factor", "1");
    settings.put("offsets.topic.num.partitions", "4");
    settings.put("transaction.state.log.replication.factor", "1");
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("transaction.state.log.num.partitions", "4");
    settings.put("share.coordinator.state.topic.replication.factor", "1");
    settings.put("share.coordinator.state.topic.min.isr", "1");
    // The registry keeps schemas in a topic: no log is ever deleted unless told so.
    settings.put("log.retention.ms", "-1");
    settings.put("auto.create.topics.enable", "false");
    settings.put("group.initial.rebalance.delay.ms", "0");
    settings.put("log.cleaner.dedupe.buffer.size", "2097152");
    settings.put("num.network.threads", "2");
    settings.put("num.io.threads", "4");
    settings.put("num.recovery.threads.per.data.dir", "2");
    settings.put("initial.broker.registration.timeout.ms", "30000");
    return settings;
  }

  private static void format(PartsHome home, Path folder, Path configuration, Path log)
      throws IOException, InterruptedException {
    List<String> command =
        java(home, folder)
            .main(
                home.kafkaClasspath(),
                "kafka.tools.StorageTool",
                "format",
                "-t",
                newClusterId(),
                "-c",
                configuration.toString());
    Process format =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    if (format.waitFor() != 0) {
      throw new IOException("formatting failed:\n" + PartProcess.lastLines(log));
    }
  }

  /** A random cluster id in Kafka's form: 16 bytes, URL-safe base 64, not beginning with a dash. */
  private static String newClusterId() {
    byte[] bytes = new byte[16];
    new SecureRandom().nextBytes(bytes);
    bytes[0] = (byte) (bytes[0] & 0x3F);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
