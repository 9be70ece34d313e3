package io.salesledger.windowing.sim;

/** What may go wrong. A seed allows some of them, so that each is also seen without the others. */
enum Fault {
  /** A tuple is lost between workers, and times out. */
  TUPLE_LOST,
  /** A batch can't be decoded now. */
  DECODE_FAILS,
  /** A worker dies at once, in the middle of whatever it does. */
  WORKER_KILLED,
  /** A worker is taken for dead and replaced, and goes on. */
  WORKER_ZOMBIE,
  /** A worker stands still, for up to three windows. */
  WORKER_PAUSED,
  /** The topology runs with other numbers of tasks from now on. */
  REBALANCED,
  /** A second topology on the same ledger; the first one goes on. */
  SECOND_LAUNCH,
  /** A request to Redis, or the answer, is lost. */
  REPLY_LOST,
  /** A request to Redis, sent again already, arrives in the end. */
  REQUEST_LATE,
  /** Redis does not answer for longer than it is waited for. */
  REDIS_AWAY,
  /** Redis comes back as it was some time ago. */
  REDIS_BACK_IN_TIME,
  /** Redis comes back empty. */
  REDIS_WIPED,
  /** Some keys are gone. */
  KEYS_LOST,
  /** A figure of the views is another one. */
  FIGURE_CHANGED,
  /** A commit is killed between two of its writes. */
  COMMIT_KILLED,
  /** Another script is; nothing is counted by it, so that the ledger is to go on. */
  SCRIPT_KILLED,
  /** The workers' clock is set forward or back. */
  CLOCK_STEPPED,
  /** Tuples arrive just while the window moves on: Storm may ack what it never delivered. */
  WINDOW_RACE,
  /** A transaction is aborted. */
  TRANSACTION_ABORTED,
  /** Kafka does not answer for a while. */
  KAFKA_AWAY,
  /** Records that were not folded yet are deleted from the log. */
  LOG_TRUNCATED,
  /** The topic is deleted and made anew. */
  TOPIC_RECREATED,
  /** All end at once, and the log has lost its end then, with payments that were counted. */
  LOG_LOST_END;

  /** Faults that no one is asked to recover from alone. */
  boolean needsPerson() {
    return this == KEYS_LOST
        || this == FIGURE_CHANGED
        || this == COMMIT_KILLED
        || this == LOG_TRUNCATED
        || this == TOPIC_RECREATED
        || this == LOG_LOST_END;
  }
}
