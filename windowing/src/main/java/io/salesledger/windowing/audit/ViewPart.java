package io.salesledger.windowing.audit;

import redis.clients.jedis.Transaction;

/** A part of the views that is read in one atomic step, and compared as of that step's offsets. */
interface ViewPart {
  /** How many fields or entries are read, about. */
  int size();

  /** Adds the reads to a step. */
  void ask(Transaction step);

  /** How many reads that is. */
  int replies();

  /**
   * Compares what was read.
   *
   * @param read its replies begin with this part's
   * @param refold stands at the offsets that these replies hold as of
   */
  void compare(Snapshot read, Refold refold, Findings findings);
}
