package io.salesledger.local.stack;

import io.salesledger.contract.LedgerSettings;
import java.util.Set;

/** Where the query API answers whoever is on its own machine. Stateless. */
public final class ApiAddress {
  private static final Set<String> ALL_ADDRESSES = Set.of("0.0.0.0", "::", "[::]");

  private ApiAddress() {}

  /** Its URL, without a path: the loopback address where it listens on all. */
  public static String of(LedgerSettings.Api api) {
    String host = ALL_ADDRESSES.contains(api.host()) ? "127.0.0.1" : api.host();
    boolean isBareIpv6 = host.contains(":") && !host.startsWith("[");
    return "http://" + (isBareIpv6 ? "[" + host + "]" : host) + ":" + api.port();
  }
}
