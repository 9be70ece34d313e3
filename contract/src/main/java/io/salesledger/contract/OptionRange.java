package io.salesledger.contract;

/** What an option that is a whole number may be. Stateless. */
public final class OptionRange {
  private OptionRange() {}

  /**
   * Refuses what is out of range.
   *
   * @param option its name, as typed
   * @param least that is right
   * @param most that is right
   * @throws LedgerFailure if the value is not
   */
  public static void check(String option, long value, long least, long most) {
    if (value < least || value > most) {
      throw LedgerFailure.usage(
          "bad " + option + " " + value + "; right would be " + least + " to " + most);
    }
  }
}
