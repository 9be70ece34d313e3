package io.salesledger.windowing.rebuild;

import io.salesledger.windowing.audit.AuditProgress;

/** Is told how a rebuild goes on, and may stop it. Called by the thread that runs it. */
public interface RebuildProgress extends AuditProgress {
  /** Something that the user should know before it goes on, in one line. */
  void say(String line);
}
