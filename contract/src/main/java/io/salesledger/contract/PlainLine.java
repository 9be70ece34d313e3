package io.salesledger.contract;

/**
 * Text that others wrote, fit for one line of a terminal: what would move its cursor or end the
 * line is a dot. Tabs stay, they tell how a file is cut. Stateless; any thread may call it.
 */
public final class PlainLine {
  /** How much of a long text is shown. */
  public static final int SHOWN_CHARACTERS = 200;

  private PlainLine() {}

  /** All of it. */
  public static String of(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints().forEach(c -> shown.appendCodePoint(plain(c)));
    return shown.toString();
  }

  /** Its beginning, with three dots where that is not all. */
  public static String beginningOf(String text) {
    if (text.codePointCount(0, text.length()) <= SHOWN_CHARACTERS) {
      return of(text);
    }
    return of(text.substring(0, text.offsetByCodePoints(0, SHOWN_CHARACTERS))) + "...";
  }

  private static int plain(int character) {
    return Character.isISOControl(character) && character != '\t' ? '.' : character;
  }
}
