package io.salesledger.windowing.topology;

import io.salesledger.windowing.TemporaryFolder;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One broker, registry and Redis for all test classes of a run that ask for them. */
final class SharedParts implements ParameterResolver {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(SharedParts.class);

  /** They end with the run. */
  private record Parts(TemporaryFolder folder, LedgerUnderTest ledger) implements AutoCloseable {
    static Parts start() {
      TemporaryFolder folder = TemporaryFolder.make("shared-parts");
      return new Parts(folder, new LedgerUnderTest(folder.path()));
    }

    @Override
    public void close() {
      ledger.close();
      folder.close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == LedgerUnderTest.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(Parts.class, key -> Parts.start(), Parts.class)
        .ledger();
  }
}
