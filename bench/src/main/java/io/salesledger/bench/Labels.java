package io.salesledger.bench;

import io.salesledger.contract.LedgerFailure;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Words on a command line, each of which stands for one of a few things. Stateless. */
final class Labels {
  private Labels() {}

  /**
   * The one with a label.
   *
   * @param what they are, for the message
   * @throws LedgerFailure if there is none
   */
  static <T> T find(String what, String label, T[] all, Function<T, String> labelOf) {
    return Arrays.stream(all)
        .filter(one -> labelOf.apply(one).equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                LedgerFailure.usage(
                    "no "
                        + what
                        + " "
                        + label
                        + "; there are "
                        + Arrays.stream(all).map(labelOf).collect(Collectors.joining(", "))));
  }
}
