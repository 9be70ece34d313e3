package io.salesledger.windowing.sim;

import io.salesledger.contract.ViewKeys;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is known to be wrong with the views, until somebody wipes them: keys that are gone, figures
 * that are others, a script that was cut off.
 */
final class Damage {
  private static final String NOTHING = "nothing";

  private final SimWorld world;
  private final ViewKeys keys;
  private final Set<String> damagedKeys = new HashSet<>();
  private final Map<Figure, String> figures = new HashMap<>();
  private final Map<String, Map<String, String>> cutOff = new HashMap<>();

  /**
   * What is damaged at once or not at all.
   *
   * @param member of a hash or a board; empty for all of the key's value
   */
  private record Figure(String key, String member) {
    @Override
    public String toString() {
      return (key + " " + member).trim();
    }
  }

  Damage(SimWorld world) {
    this.world = world;
    this.keys = world.settings().keys();
  }

  boolean isNone() {
    return damagedKeys.isEmpty() && cutOff.isEmpty();
  }

  boolean isDamaged(String key) {
    // How many entries a list has lost to its bound is not to be told once it was lost itself.
    return damagedKeys.contains(key)
        || (key.equals(keys.quarantineUnlisted()) && damagedKeys.contains(keys.quarantine()));
  }

  /** A partition's account as a script that was killed left it: nobody may go on from there. */
  Map<String, Map<String, String>> cutOff() {
    return cutOff;
  }

  /** Whether a ledger that goes on has to find it, and to say so. */
  boolean isToBeSaid() {
    return !damagedKeys.contains(keys.ledger()) && !(figures.isEmpty() && cutOff.isEmpty());
  }

  /**
   * Fails if somebody went on from a figure that is damaged: it is to stay as it was left, because
   * whoever is to add to it compares it with another one first.
   */
  void check() {
    figures.forEach(
        (figure, left) -> {
          String now = now(figure);
          if (!now.equals(left)) {
            world.fail(figure + " was damaged to " + left + ", and somebody goes on to " + now);
          }
        });
  }

  void loseKey(String key) {
    List<Figure> lost = figuresOf(key);
    damagedKeys.add(key);
    world.redis().delete(key);
    lost.forEach(figure -> figures.put(figure, NOTHING));
  }

  /** All that holds the sum of all payments, but for one key, which has to be enough. */
  void loseTotals() {
    boolean isTotalLost = world.chance().oneIn(2);
    loseKey(isTotalLost ? keys.total() : keys.totalCount());
    loseKey(keys.timeline());
    loseKey(keys.timelineCount());
  }

  /** One figure of those that are held twice becomes another one; false if there is none. */
  boolean changeFigure() {
    List<Figure> all = new ArrayList<>();
    world.redis().all().keySet().stream()
        .filter(key -> !key.startsWith(keys.ledger()))
        .forEach(key -> all.addAll(figuresOf(key)));
    if (all.isEmpty()) {
      return false;
    }
    Figure figure = world.chance().oneOf(all);
    Object value = world.redis().all().get(figure.key());
    if (value instanceof SimValue.Texts list) {
      String[] last = list.texts().get(list.texts().size() - 1).split(",", -1);
      int changed = world.chance().between(0, 1);
      last[changed] = Long.toString(Long.parseLong(last[changed]) + (changed == 0 ? 60_000 : 1));
      world.redis().call(List.of("LSET", figure.key(), "-1", String.join(",", last)));
    } else {
      String other = Long.toString(Long.parseLong(now(figure)) + 1);
      if (value instanceof SimValue.Hash) {
        world.redis().call(List.of("HSET", figure.key(), figure.member(), other));
      } else if (value instanceof SimValue.Scores) {
        world.redis().call(List.of("ZADD", figure.key(), other, figure.member()));
      } else {
        world.redis().call(List.of("SET", figure.key(), other));
      }
    }
    damagedKeys.add(figure.key());
    figures.put(figure, now(figure));
    world.trace().add(figure + " is " + now(figure) + " from now on");
    return true;
  }

  /**
   * A key's figures, in one order, as far as a commit compares them. Minute boards, the
   * quarantine's keys and heartbeats are not: what is wrong there only verify notices.
   */
  private List<Figure> figuresOf(String key) {
    boolean isTold =
        Set.of(keys.realtime(), keys.realtimeCount()).contains(key)
            || Set.of(keys.leaderboardAmount(), keys.leaderboardCount()).contains(key);
    Object value = world.redis().all().get(key);
    if (isTold && value instanceof SimValue.Hash hash) {
      return new TreeMap<>(hash.fields()).keySet().stream().map(m -> new Figure(key, m)).toList();
    } else if (isTold && value instanceof SimValue.Scores scores) {
      return new TreeMap<>(scores.scores()).keySet().stream().map(m -> new Figure(key, m)).toList();
    }
    boolean isWhole =
        key.equals(keys.total())
            || key.equals(keys.totalCount())
            || key.startsWith(keys.timeline())
            || key.startsWith(keys.ledger());
    return isWhole ? List.of(new Figure(key, "")) : List.of();
  }

  private String now(Figure figure) {
    Object value = world.redis().all().get(figure.key());
    if (value instanceof SimValue.Hash hash && !figure.member().isEmpty()) {
      return hash.fields().getOrDefault(figure.member(), NOTHING);
    } else if (value instanceof SimValue.Scores scores) {
      Long score = scores.scores().get(figure.member());
      return score == null ? NOTHING : score.toString();
    }
    return value == null ? NOTHING : value.toString();
  }

  void cutOff(String account) {
    cutOff.put(account, world.redis().hash(account));
  }

  /** The views are whole again, because they are empty or from a time before. */
  void mended() {
    damagedKeys.clear();
    figures.clear();
    cutOff.clear();
  }
}
