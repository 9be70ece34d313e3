package io.salesledger.windowing.store;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.windowing.core.Commit;
import io.salesledger.windowing.core.Counters;
import io.salesledger.windowing.core.QuarantineEntry;
import io.salesledger.windowing.core.Resolution;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;

/** The arguments of {@code commit.lua}, in its order. */
final class CommitArguments {
  private final LedgerSettings.Redis redis;
  private final LedgerSettings.Views views;

  CommitArguments(LedgerSettings.Redis redis, LedgerSettings.Views views) {
    this.redis = redis;
    this.views = views;
  }

  /**
   * Of this commit.
   *
   * @throws PackedSums.BeyondRangeException if a sum is not one that Redis can hold
   */
  List<byte[]> of(Commit commit) throws PackedSums.BeyondRangeException {
    Counters counters = commit.counters();
    List<byte[]> arguments = new ArrayList<>(23);
    arguments.add(bytes(redis.prefix()));
    arguments.add(bytes(commit.partition()));
    arguments.add(bytes(commit.epoch()));
    arguments.add(bytes(commit.sequence()));
    arguments.add(bytes(commit.applied().low()));
    arguments.add(bytes(commit.applied().rangesText()));
    arguments.add(bytes(counters.applied()));
    arguments.add(bytes(counters.quarantined()));
    arguments.add(bytes(counters.gaps()));
    arguments.add(bytes(counters.duplicates()));
    arguments.add(bytes(counters.late()));
    arguments.add(bytes(counters.misrouted()));
    arguments.add(bytes(counters.newestEventMillis()));
    arguments.add(bytes(views.timelineMinutes()));
    arguments.add(bytes(views.minuteBoardRetentionMillis()));
    arguments.add(bytes(views.commitEntries()));
    try {
      arguments.add(PackedSums.of(commit.sums()));
      arguments.add(quarantine(commit.quarantine()));
      arguments.add(resolutions(commit.resolutions()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    arguments.add(bytes(views.quarantineEntries()));
    arguments.add(bytes(commit.base().low()));
    arguments.add(bytes(commit.base().rangesText()));
    OptionalInt logEpoch = commit.logEpoch();
    arguments.add(logEpoch.isPresent() ? bytes(logEpoch.getAsInt()) : new byte[0]);
    return arguments;
  }

  private static byte[] quarantine(List<QuarantineEntry> entries) throws IOException {
    try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
      packer.packArrayHeader(entries.size());
      for (QuarantineEntry entry : entries) {
        packer.packArrayHeader(4);
        packer.packLong(entry.offset());
        packer.packInt(entry.schemaId());
        packer.packString(entry.reason().text());
        packer.packString(entry.detail());
      }
      return packer.toByteArray();
    }
  }

  private static byte[] resolutions(List<Resolution> resolutions) throws IOException {
    try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
      packer.packArrayHeader(resolutions.size());
      for (Resolution resolution : resolutions) {
        packer.packArrayHeader(2);
        packer.packLong(resolution.offset());
        packer.packLong(resolution.by());
      }
      return packer.toByteArray();
    }
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] bytes(long number) {
    return bytes(Long.toString(number));
  }
}
