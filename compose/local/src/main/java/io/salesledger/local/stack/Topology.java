package io.salesledger.local.stack;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The topology on a Storm cluster. */
public interface Topology {
  /**
   * Which submission of it the cluster has.
   *
   * @return a name that no other submission gets; empty if it is not there
   */
  Optional<String> running();

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
