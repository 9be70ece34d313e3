package io.salesledger.ingest;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.parts.KafkaBroker;
import io.salesledger.parts.SchemaRegistry;
import io.salesledger.schemas.PaymentSchemas;
import io.salesledger.schemas.SchemaRegistration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** A real broker and a real registry, the same for all test classes of a JVM. */
record Servers(KafkaBroker kafka, SchemaRegistry registry, Path folder) implements AutoCloseable {

  private static Servers start() {
    try {
      Path folder = Files.createTempDirectory("ingest-servers");
      Servers servers =
          new Servers(KafkaBroker.start(folder), SchemaRegistry.startInMemory(folder), folder);
      // A registry's first answers on a busy machine take longer than a command waits for one.
      SchemaRegistration.ensure(servers.settings("warm-up", folder), Duration.ofMinutes(1));
      return servers;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  LedgerSettings settings(String topic, Path workingFolder) {
    return CommandRun.settings(kafka.bootstrapServers(), registry.url(), topic, workingFolder);
  }

  List<LogReader.Read> readAll(String topic) {
    return LogReader.readAll(kafka.bootstrapServers(), topic, id -> PaymentSchemas.newest());
  }

  /** The same of a topic on which every version may be, by their ids. */
  List<LogReader.Read> readAll(String topic, List<Integer> ids) {
    return LogReader.readAll(
        kafka.bootstrapServers(), topic, id -> PaymentSchemas.all().get(ids.indexOf(id)));
  }

  @Override
  public void close() throws IOException {
    registry.close();
    kafka.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** Gives them to constructors of test classes, and ends them with the JVM's last test. */
  static final class Shared implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == Servers.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getStore(
              ExtensionContext.StoreScope.LAUNCHER_SESSION,
              ExtensionContext.Namespace.create(Servers.class))
          .getOrComputeIfAbsent(Servers.class, key -> start(), Servers.class);
    }
  }
}
