package io.salesledger.windowing.sim;

/** What the ledger has to get through, and what no single fault is sure to bring. */
enum Met {
  /** A portion is in the views, the rest of its offsets is not: after a script. */
  PORTION(5),
  /** A partition was claimed in that state. */
  PORTION_TAKEN_OVER(20),
  /** A minute's board was gone before the faults ended. */
  BOARD_EXPIRED(20),
  /** A commit that came late, and of which nobody had an answer, was the one that was made. */
  LATE_COMMIT_MADE(50),
  /** The views were damaged when the faults ended, and the ledger said so. */
  DAMAGE_SAID(50);

  private final int oneRunIn;

  Met(int oneRunIn) {
    this.oneRunIn = oneRunIn;
  }

  /** At least one run in so many has to meet it. */
  int oneRunIn() {
    return oneRunIn;
  }
}
