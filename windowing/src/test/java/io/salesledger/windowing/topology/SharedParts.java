package io.salesledger.windowing.topology;

import io.salesledger.windowing.RealParts;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One {@link LedgerUnderTest} for all test classes of a JVM that ask for it; it ends with the JVM.
 */
final class SharedParts implements ParameterResolver {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(SharedParts.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == LedgerUnderTest.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    RealParts parts = RealParts.of(context);
    return context
        .getStore(ExtensionContext.StoreScope.LAUNCHER_SESSION, NAMESPACE)
        .getOrComputeIfAbsent(
            LedgerUnderTest.class, key -> new LedgerUnderTest(parts), LedgerUnderTest.class);
  }
}
