package io.salesledger.local.stack;

import java.nio.file.Path;
import java.util.Map;

/** The topology on a Storm cluster. */
public interface Topology {
  /** Whether the cluster has it. */
  boolean isRunning();

  /** Hands a jar to the cluster, which starts it; one that runs already is replaced. */
  void submit(Path jar, Map<String, Object> stormSettings);

  /**
   * Takes it off and waits until it is gone.
   *
   * @param waitSeconds how long it may finish what is in flight
   * @return false if it was not there
   */
  boolean kill(int waitSeconds);
}
