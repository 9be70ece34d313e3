package io.salesledger.windowing.sim;

import io.salesledger.windowing.core.Views;
import io.salesledger.windowing.store.Scripts;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One worker's way to Redis, as {@code RedisSession} goes it: requests and answers get lost, and
 * what got no answer is sent again as it was.
 */
final class SimScripts implements Scripts {
  /** More often in a row no request or answer is lost. */
  private static final int MOST_ATTEMPTS = 4;

  /** A commit makes about as many writes. */
  private static final int WRITES_OF_COMMIT = 30;

  /** No other script makes more. */
  private static final int WRITES_OF_OTHERS = 4;

  private final SimWorld world;
  private final SimWorker worker;

  SimScripts(SimWorld world, SimWorker worker) {
    this.world = world;
    this.worker = worker;
  }

  @Override
  public List<String> call(String fileName, List<byte[]> arguments) {
    Chance chance = world.chance();
    for (int attempt = 1; attempt < MOST_ATTEMPTS; attempt++) {
      world.meanwhile(worker);
      if (world.isRedisAway() || chance.of(Fault.REDIS_AWAY, 400)) {
        throw new Views.ViewsAwayException("Redis is away", new IllegalStateException(fileName));
      }
      if (chance.of(Fault.REPLY_LOST, 80)) {
        world.trace().add(worker + " " + fileName + ": the request is lost");
      } else if (chance.of(Fault.REQUEST_LATE, 80)) {
        world.trace().add(worker + " " + fileName + ": the request is late");
        world.network().later(500, () -> answerLate(fileName, arguments));
        if (chance.oneIn(2)) {
          throw new Views.ViewsAwayException("no answer", new IllegalStateException(fileName));
        }
      } else if (isCommit(fileName) && chance.isUpTo(Fault.COMMIT_KILLED, 60)) {
        kill(fileName, arguments, Fault.COMMIT_KILLED, chance.between(0, WRITES_OF_COMMIT));
      } else if (!isCommit(fileName) && chance.isUpTo(Fault.SCRIPT_KILLED, 20)) {
        kill(fileName, arguments, Fault.SCRIPT_KILLED, chance.between(0, WRITES_OF_OTHERS));
      } else {
        List<String> answer = answer("", fileName, arguments);
        if (isPortion(fileName, arguments) && chance.of(Fault.WORKER_KILLED, 3)) {
          throw new SimWorker.Dead("killed between two portions");
        }
        if (!chance.of(Fault.REPLY_LOST, 40)) {
          world.meanwhile(worker);
          return answer;
        }
        world.trace().add(worker + " " + fileName + ": the answer is lost");
      }
    }
    return answer("", fileName, arguments);
  }

  private List<String> answer(String how, String fileName, List<byte[]> arguments) {
    List<String> answer = world.lua().run(fileName, arguments);
    world.trace().add(worker + " " + how + SimWorld.shown(fileName, arguments) + " -> " + answer);
    world.checker().afterScript();
    return answer;
  }

  private void answerLate(String fileName, List<byte[]> arguments) {
    List<String> answer = answer("late ", fileName, arguments);
    if (isCommit(fileName) && answer.get(0).equals("OK")) {
      world.met(Met.LATE_COMMIT_MADE);
    }
  }

  private static boolean isCommit(String fileName) {
    return fileName.equals("commit.lua");
  }

  /** Whether the rest of its offsets is to follow; that is when somebody else may take over. */
  private static boolean isPortion(String fileName, List<byte[]> arguments) {
    return isCommit(fileName) && new String(arguments.get(5), StandardCharsets.UTF_8).contains("/");
  }

  /** Before its first write too: that is a request that was refused. */
  private void kill(String fileName, List<byte[]> arguments, Fault fault, int writes) {
    try {
      world.lua().run(fileName, arguments, writes);
    } catch (SimLua.Killed e) {
      world.trace().add(worker + " " + fileName + ": killed after " + writes + " writes");
      if (writes > 0) {
        world.chance().happened(fault);
      }
      if (writes > 0 && isCommit(fileName)) {
        String partition = new String(arguments.get(1), StandardCharsets.UTF_8);
        world.damage().cutOff(world.settings().keys().partition(Integer.parseInt(partition)));
      }
    }
    world.checker().afterScript();
  }
}
