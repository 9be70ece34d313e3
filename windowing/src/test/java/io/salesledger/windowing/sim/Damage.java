package io.salesledger.windowing.sim;

import io.salesledger.contract.ViewKeys;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What is known to be wrong with the views, until somebody wipes them: keys that are gone, a script
 * that was cut off.
 */
final class Damage {
  private final SimWorld world;
  private final Set<String> lostKeys = new HashSet<>();
  private final Map<String, Map<String, String>> cutOff = new HashMap<>();

  Damage(SimWorld world) {
    this.world = world;
  }

  boolean isNone() {
    return lostKeys.isEmpty() && cutOff.isEmpty();
  }

  boolean isLost(String key) {
    ViewKeys keys = world.settings().keys();
    // How many entries a list has lost to its bound is not to be told once it was lost itself.
    return lostKeys.contains(key)
        || (key.equals(keys.quarantineUnlisted()) && lostKeys.contains(keys.quarantine()));
  }

  /** A partition's account as a script that was killed left it: nobody may go on from there. */
  Map<String, Map<String, String>> cutOff() {
    return cutOff;
  }

  void loseKey(String key) {
    lostKeys.add(key);
    world.redis().delete(key);
  }

  void cutOff(String account) {
    cutOff.put(account, world.redis().hash(account));
  }

  /** The views are whole again, because they are empty or from a time before. */
  void mended() {
    lostKeys.clear();
    cutOff.clear();
  }
}
