package io.salesledger.queryapi.settings;

import io.quarkus.redis.client.RedisHostsProvider;
import io.salesledger.contract.LedgerSettings;
import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Set;

/** Where Redis is, password included: for the client only. */
@Singleton
@Identifier("ledger")
public final class LedgerRedisHosts implements RedisHostsProvider {
  private final URI uri;

  @Inject
  LedgerRedisHosts(LedgerSettings settings) {
    this.uri = URI.create(settings.redis().uri());
  }

  @Override
  public Set<URI> getHosts() {
    return Set.of(uri);
  }
}
