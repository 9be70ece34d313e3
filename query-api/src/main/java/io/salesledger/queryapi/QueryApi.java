package io.salesledger.queryapi;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.salesledger.contract.LedgerFailure;
import io.salesledger.queryapi.store.EvictionCheck;
import jakarta.inject.Inject;

/** The running service: refuses an unfit Redis, then serves until told to stop. */
public final class QueryApi implements QuarkusApplication {
  private final EvictionCheck evictionCheck;

  @Inject
  QueryApi(EvictionCheck evictionCheck) {
    this.evictionCheck = evictionCheck;
  }

  @Override
  public int run(String... args) {
    try {
      evictionCheck.refuseEvicting();
    } catch (LedgerFailure failure) {
      System.err.println(failure.getMessage());
      return failure.kind().exitCode();
    }
    Quarkus.waitForExit();
    return 0;
  }
}
