package io.salesledger.windowing;

import io.salesledger.parts.KafkaBroker;
import io.salesledger.parts.RedisServer;
import io.salesledger.parts.SchemaRegistry;
import java.time.Duration;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A real broker, a real registry and a real Redis, the same for all test classes of a JVM that ask
 * for them: each class has topics and prefixes of its own.
 */
public record RealParts(
    TemporaryFolder folder, KafkaBroker kafka, SchemaRegistry registry, RedisServer redis)
    implements AutoCloseable {
  /** No test is about an answer that is late because the machine is busy. */
  public static final int REDIS_PATIENCE_MILLIS = 30_000;

  /** A registry's first answers may take longer than its client waits for one. */
  public static final Duration REGISTRY_PATIENCE = Duration.ofMinutes(1);

  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(RealParts.class);

  private static RealParts start() {
    TemporaryFolder folder = TemporaryFolder.make("real-parts");
    return new RealParts(
        folder,
        KafkaBroker.start(folder.path()),
        SchemaRegistry.startInMemory(folder.path()),
        RedisServer.start(folder.path()));
  }

  /** Those of this JVM; they end with it, after whatever was put into its store later. */
  public static RealParts of(ExtensionContext context) {
    return context
        .getStore(ExtensionContext.StoreScope.LAUNCHER_SESSION, NAMESPACE)
        .getOrComputeIfAbsent(RealParts.class, key -> start(), RealParts.class);
  }

  @Override
  public void close() {
    redis.close();
    registry.close();
    kafka.close();
    folder.close();
  }

  /** Gives them to constructors of test classes. */
  public static final class Shared implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == RealParts.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return of(context);
    }
  }
}
