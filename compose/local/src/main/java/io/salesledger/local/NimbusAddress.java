package io.salesledger.local;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a Storm cluster takes orders.
 *
 * @param host name or address
 * @param port of Nimbus's Thrift service
 */
record NimbusAddress(String host, int port) {
  private static final Pattern FORM = Pattern.compile("([^\\s:]+):([0-9]{1,5})");
  private static final int HIGHEST_PORT = 65_535;

  /** Whether that is the loopback address. */
  boolean isOnThisMachine() {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /**
   * The one given, or that of the stack on this machine.
   *
   * @throws LedgerFailure if it is not host:port
   */
  static NimbusAddress of(Optional<String> given, LedgerSettings settings) {
    if (given.isEmpty()) {
      return new NimbusAddress("127.0.0.1", settings.ports().storm().nimbus());
    }
    Matcher matcher = FORM.matcher(given.get());
    if (matcher.matches()) {
      int port = Integer.parseInt(matcher.group(2));
      if (port >= 1 && port <= HIGHEST_PORT) {
        return new NimbusAddress(matcher.group(1), port);
      }
    }
    throw LedgerFailure.usage(
        "bad --nimbus " + given.get() + "; right would be host:port, for example 127.0.0.1:6627");
  }
}
