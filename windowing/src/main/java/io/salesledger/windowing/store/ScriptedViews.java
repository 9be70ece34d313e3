package io.salesledger.windowing.store;

import static io.salesledger.windowing.store.CommitArguments.bytes;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.ViewKeys;
import io.salesledger.windowing.core.AppliedOffsets;
import io.salesledger.windowing.core.ClaimAnswer;
import io.salesledger.windowing.core.Commit;
import io.salesledger.windowing.core.CommitAnswer;
import io.salesledger.windowing.core.Launch;
import io.salesledger.windowing.core.OwnedViews;
import io.salesledger.windowing.core.QuarantineAnswer;
import io.salesledger.windowing.core.Views;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What the ledger's scripts are asked and what they answer, wherever they run. One instance is used
 * by one thread.
 */
public final class ScriptedViews {
  /** A script answers for so many offsets within a few milliseconds. */
  private static final int OFFSETS_A_CALL = 1000;

  private final Scripts scripts;
  private final Supplier<String> nonces;
  private final LedgerStop stop;
  private final ViewKeys keys;
  private final LedgerIdentity identity;
  private final Launch launch;
  private final CommitArguments commitArguments;

  /** Of the ledger that the last claim met; empty: there was none. */
  private String ledgerId = "";

  /**
   * Views of this identity for one launch of the topology.
   *
   * @param nonces never the same twice, by whomever they are asked for
   */
  public ScriptedViews(
      Scripts scripts,
      Supplier<String> nonces,
      LedgerSettings settings,
      LedgerIdentity identity,
      Launch launch) {
    this.scripts = scripts;
    this.nonces = nonces;
    this.keys = settings.redis().keys();
    this.stop = new LedgerStop(scripts, keys, launch);
    this.identity = identity;
    this.launch = launch;
    this.commitArguments = new CommitArguments(settings.redis(), settings.views());
  }

  /** See {@link Views#claim}. */
  public ClaimAnswer claim(int partition) {
    List<byte[]> arguments =
        List.of(
            bytes(keys.prefix()),
            bytes(partition),
            bytes(nonces.get()),
            bytes(launch.millis()),
            bytes(launch.id()),
            bytes(nonces.get()),
            bytes(identity.clusterId()),
            bytes(identity.topicId()),
            bytes(identity.topic()),
            bytes(identity.currency()),
            bytes(identity.scale()),
            bytes(LedgerIdentity.LAYOUT),
            bytes(identity.timelineMinutes()),
            bytes(identity.minuteBoardMillis()));
    List<String> answer = scripts.call("claim.lua", arguments);
    return switch (answer.get(0)) {
      case "GRANTED" -> granted(partition, answer);
      case "SUPERSEDED" -> new ClaimAnswer.Superseded(answer.get(1));
      case "BROKEN" -> broken(answer);
      default -> throw new IllegalStateException("not an answer to a claim: " + answer);
    };
  }

  private ClaimAnswer broken(List<String> answer) {
    ledgerId = answer.get(2);
    return new ClaimAnswer.Broken(answer.get(1));
  }

  private ClaimAnswer granted(int partition, List<String> answer) {
    ledgerId = answer.get(5);
    try {
      return new ClaimAnswer.Granted(
          answer.get(1),
          Long.parseLong(answer.get(2)),
          AppliedOffsets.parse(Long.parseLong(answer.get(3)), answer.get(4)));
    } catch (IllegalArgumentException e) {
      return new ClaimAnswer.Broken(
          keys.partition(partition) + " holds offsets that are none: " + e.getMessage());
    }
  }

  /** See {@link Views#quarantine}. */
  public QuarantineAnswer quarantine(
      int partition, String epoch, long sequence, AppliedOffsets applied, Set<Long> offsets) {
    Set<Long> quarantined = new HashSet<>();
    Map<Long, Long> resolvedBy = new HashMap<>();
    List<Long> all = List.copyOf(offsets);
    for (int from = 0; from < all.size(); from += OFFSETS_A_CALL) {
      List<Long> some = all.subList(from, Math.min(from + OFFSETS_A_CALL, all.size()));
      List<byte[]> arguments = new ArrayList<>();
      arguments.add(bytes(keys.prefix()));
      arguments.add(bytes(partition));
      arguments.add(bytes(epoch));
      arguments.add(bytes(sequence));
      arguments.add(bytes(applied.low()));
      arguments.add(bytes(applied.rangesText()));
      some.forEach(offset -> arguments.add(bytes(offset)));
      List<String> answer = scripts.call("quarantine.lua", arguments);
      if (answer.get(0).equals("BROKEN")) {
        return new QuarantineAnswer.Broken(answer.get(1));
      } else if (answer.get(0).equals("STALE")) {
        return new QuarantineAnswer.Stale(answer.get(1));
      }
      for (int i = 0; i < some.size(); i++) {
        long offset = some.get(i);
        String by = answer.get(2 + 2 * i);
        if (answer.get(1 + 2 * i).equals("1")) {
          quarantined.add(offset);
        }
        if (by.matches("[0-9]{1,18}")) {
          resolvedBy.put(offset, Long.parseLong(by));
        } else if (!by.isEmpty()) {
          return new QuarantineAnswer.Broken(
              keys.quarantineResolved(partition) + " " + offset + " is no offset: " + by);
        }
      }
    }
    return new QuarantineAnswer.Known(Set.copyOf(quarantined), Map.copyOf(resolvedBy));
  }

  /** See {@link Views#commit}. */
  public CommitAnswer commit(Commit change) {
    try {
      return toCommitAnswer(scripts.call("commit.lua", commitArguments.of(change)));
    } catch (PackedSums.BeyondRangeException e) {
      return new CommitAnswer.Broken(e.reason());
    }
  }

  private static CommitAnswer toCommitAnswer(List<String> answer) {
    return switch (answer.get(0)) {
      case "OK" -> new CommitAnswer.Ok();
      case "ALREADY" -> new CommitAnswer.Already();
      case "TOO_LARGE" -> new CommitAnswer.TooLarge(Long.parseLong(answer.get(1)));
      case "FENCED" -> new CommitAnswer.Fenced(answer.get(1));
      case "STALE" -> new CommitAnswer.Stale(answer.get(1));
      case "BROKEN" -> new CommitAnswer.Broken(answer.get(1));
      default -> throw new IllegalStateException("not an answer to a commit: " + answer);
    };
  }

  /** See {@link OwnedViews#heartbeat(int, String, long, long)}. */
  public CommitAnswer heartbeat(int partition, String epoch, long atMillis, long endOffset) {
    List<byte[]> arguments =
        List.of(
            bytes(keys.prefix()),
            bytes(partition),
            bytes(epoch),
            bytes(atMillis),
            bytes(endOffset));
    return toCommitAnswer(scripts.call("heartbeat.lua", arguments));
  }

  /** See {@link OwnedViews#heartbeat(int, String, long)}. */
  public CommitAnswer heartbeat(int partition, String epoch, long atMillis) {
    List<byte[]> arguments =
        List.of(bytes(keys.prefix()), bytes(partition), bytes(epoch), bytes(atMillis));
    return toCommitAnswer(scripts.call("heartbeat.lua", arguments));
  }

  /** See {@link OwnedViews#markBroken}. */
  public boolean markBroken(String reason) {
    return stop.because(reason, ledgerId);
  }
}
