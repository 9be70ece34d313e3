package io.salesledger.windowing.store;

import io.salesledger.windowing.TemporaryFolder;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One Redis for the tests of a class; each of them finds it empty. */
final class EmptyRedis implements ParameterResolver, BeforeEachCallback {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(EmptyRedis.class);

  /** They end with the class. */
  private record Shared(TemporaryFolder folder, ViewsUnderTest views) implements AutoCloseable {
    static Shared start() {
      TemporaryFolder folder = TemporaryFolder.make("redis");
      return new Shared(folder, new ViewsUnderTest(folder.path()));
    }

    @Override
    public void close() {
      views.close();
      folder.close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == ViewsUnderTest.class;
  }

  /** The constructor's: of the class, and so in reach of each of its tests. */
  @Override
  public ViewsUnderTest resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return shared(context);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    shared(context).clear();
  }

  private static ViewsUnderTest shared(ExtensionContext context) {
    return context
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(Shared.class, key -> Shared.start(), Shared.class)
        .views();
  }
}
