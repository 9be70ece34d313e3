package io.salesledger.queryapi;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.StartupEvent;
import io.salesledger.queryapi.store.EvictionCheck;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/**
 * The running service: refuses an unfit Redis before it listens, then serves until told to stop.
 */
@Singleton
public final class QueryApi implements QuarkusApplication {
  private final EvictionCheck evictionCheck;

  @Inject
  QueryApi(EvictionCheck evictionCheck) {
    this.evictionCheck = evictionCheck;
  }

  /** Quarkus listens once this has returned: nobody is ever answered from an unfit Redis. */
  void start(@Observes StartupEvent event) {
    evictionCheck.refuseEvicting();
  }

  @Override
  public int run(String... args) {
    Quarkus.waitForExit();
    return 0;
  }
}
