package io.salesledger.windowing.audit;

/** Is told how an audit goes on, and may stop it. Called by the thread that runs the audit. */
public interface AuditProgress {
  /** Says nothing and never stops. */
  AuditProgress NONE =
      new AuditProgress() {
        @Override
        public void begin(String step, long total) {}

        @Override
        public void advance(long more) {}

        @Override
        public boolean isStopRequested() {
          return false;
        }
      };

  /**
   * A step begins; the one before it has ended.
   *
   * @param step what is done, in a word or two
   * @param total offsets of the log, or things compared, that it has to go through
   */
  void begin(String step, long total);

  /** So many more of the step's total are done. */
  void advance(long more);

  /** Whether to stop now. Asked several times a second. */
  boolean isStopRequested();
}
