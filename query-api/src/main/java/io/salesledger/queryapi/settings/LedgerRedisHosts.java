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
    this.uri = withPlusEncoded(URI.create(settings.redis().uri()));
  }

  /** The client takes a plus sign in user or password for a blank, as in a form. */
  private static URI withPlusEncoded(URI uri) {
    String login = uri.getRawUserInfo();
    return login == null
        ? uri
        : URI.create(
            uri.toString().replace("//" + login + "@", "//" + login.replace("+", "%2B") + "@"));
  }

  @Override
  public Set<URI> getHosts() {
    return Set.of(uri);
  }
}
