package io.salesledger.windowing.core;

import java.util.ArrayList;
import java.util.List;

/**
 * Notes what happens to an owner of partitions; a process that must end goes on all the same. Used
 * by one thread.
 */
public final class NotedOwner implements PartitionOwners.Witness {
  private final List<String> told = new ArrayList<>();
  private int commits;

  /** Has seen nothing yet. */
  public NotedOwner() {}

  /** How many commits were answered. */
  public int commits() {
    return commits;
  }

  /** What happened so far, but for commits, in words. */
  public List<String> told() {
    return List.copyOf(told);
  }

  @Override
  public void claimed(int partition, ClaimAnswer.Granted granted) {
    told.add("claimed " + partition);
  }

  @Override
  public void committed() {
    commits++;
  }

  @Override
  public void superseded(String launch) {
    told.add("superseded by " + launch);
  }

  @Override
  public void stopped(String reason) {
    told.add("stopped: " + reason);
  }

  @Override
  public void mustEnd(String reason) {
    told.add("must end: " + reason);
  }
}
