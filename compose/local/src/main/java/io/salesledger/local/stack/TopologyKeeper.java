package io.salesledger.local.stack;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.windowing.topology.WorkerTransport;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Sees to it that the stack's cluster runs the topology of this jar and these settings: another
 * one, also one that {@code ledger submit} put in its place, is ended before its workers come back.
 * Used by one thread at a time.
 */
final class TopologyKeeper {
  private final Topology topology;
  private final Path jar;
  private final Path noted;
  private final String fingerprint;
  private final Map<String, Object> stormSettings;

  TopologyKeeper(Topology topology, Path jar, StackFolder folder, LedgerSettings settings) {
    this.topology = topology;
    this.jar = jar;
    this.noted = folder.topologyFile();
    this.fingerprint = fingerprint(jar, settings);
    this.stormSettings = WorkerTransport.onThisMachine(settings);
  }

  /** Ends a topology that is not the one wanted. */
  void retireOther() {
    Optional<String> running = topology.running();
    if (running.isPresent() && !isNoted(running.get())) {
      topology.kill(0);
    }
  }

  /**
   * Submits the topology unless it runs.
   *
   * @return whether it was submitted
   */
  boolean ensure() {
    if (topology.running().isPresent()) {
      return false;
    }
    topology.submit(jar, stormSettings);
    try {
      Files.writeString(noted, note(topology.running().orElse("")));
    } catch (IOException e) {
      throw LedgerFailure.failed("cannot write " + noted + ": " + e.getMessage(), e);
    }
    return true;
  }

  private boolean isNoted(String submission) {
    try {
      return Files.exists(noted) && Files.readString(noted).equals(note(submission));
    } catch (IOException e) {
      throw LedgerFailure.failed("cannot read " + noted + ": " + e.getMessage(), e);
    }
  }

  // With the submission: whoever else submits leaves no note here.
  private String note(String submission) {
    return fingerprint + " " + submission;
  }

  private static String fingerprint(Path jar, LedgerSettings settings) {
    try (InputStream bytes = Files.newInputStream(jar)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 16];
      for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
        digest.update(buffer, 0, read);
      }
      digest.update(counted(settings).getBytes(StandardCharsets.UTF_8));
      digest.update(sorted(settings.kafka().clientProperties()));
      digest.update(sorted(settings.registry().clientProperties()));
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw LedgerFailure.failed("cannot read " + jar + ": " + e.getMessage(), e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  // What the topology does not read, it is not submitted anew for. Records tell in their text only
  // what people are to see: of those that hold a secret each part is named.
  private static String counted(LedgerSettings settings) {
    return List.of(
            settings.kafka().bootstrapServers(),
            settings.kafka().topic(),
            settings.kafka().groupId(),
            settings.registry().url(),
            settings.redis().uri(),
            settings.redis().prefix(),
            settings.redis().timeoutMillis(),
            settings.currency(),
            settings.window(),
            settings.views(),
            settings.storm())
        .toString();
  }

  private static byte[] sorted(Map<String, String> properties) {
    return new TreeMap<>(properties).toString().getBytes(StandardCharsets.UTF_8);
  }
}
