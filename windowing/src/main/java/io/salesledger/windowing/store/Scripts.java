package io.salesledger.windowing.store;

import java.util.List;

/**
 * Where the ledger's scripts run. A call waits for a store that is away, sends the same arguments
 * again when no answer came, and throws {@link
 * io.salesledger.windowing.core.Views.ViewsAwayException} when it has waited too long.
 */
@FunctionalInterface
public interface Scripts {
  /**
   * Calls one.
   *
   * @param fileName beside this class, as {@code commit.lua}
   * @return its answer, a list of texts
   */
  List<String> call(String fileName, List<byte[]> arguments);
}
