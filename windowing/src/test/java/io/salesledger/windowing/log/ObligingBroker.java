package io.salesledger.windowing.log;

import io.salesledger.parts.KafkaBroker;
import io.salesledger.parts.LoopbackPorts;
import io.salesledger.parts.PartProcess;
import io.salesledger.parts.PartSpec;
import io.salesledger.parts.PartsHome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A real broker that makes every topic that a client asks for and lets be made. */
public final class ObligingBroker implements AutoCloseable {
  private final PartProcess process;

  /** One with its data below this folder. */
  public ObligingBroker(Path folder) {
    PartSpec plain = KafkaBroker.spec(PartsHome.located(), folder, LoopbackPorts.free());
    process =
        PartProcess.start(
            new PartSpec(
                plain.name(),
                plain.port(),
                plain.folder(),
                plain.log(),
                plain.command(),
                plain.environment(),
                () -> {
                  plain.preparation().run();
                  // Of two lines of a key the last counts.
                  Files.write(
                      plain.folder().resolve("server.properties"),
                      List.of("auto.create.topics.enable=true"),
                      StandardOpenOption.APPEND);
                },
                plain.readiness(),
                plain.patience(),
                plain.markers()),
            PartProcess.WhenParentDies.END);
  }

  /** What clients take for {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return "127.0.0.1:" + process.spec().port();
  }

  /** A consumer as it comes, which lets topics be made. */
  public Consumer<byte[], byte[]> plainConsumer() {
    return new KafkaConsumer<>(
        Map.of("bootstrap.servers", bootstrapServers()),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  /** The topics that there are. */
  public Set<String> topics() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
      return admin.listTopics().names().get();
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
