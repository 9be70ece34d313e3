package io.salesledger.local.stack;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.salesledger.contract.LedgerFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** Reads and writes {@link StackState}. Readers never see half a state. */
public final class StackStateFile {
  private final ObjectMapper json = JsonMapper.builder().build();
  private final Path file;

  /** The one of this folder. */
  public StackStateFile(StackFolder folder) {
    this.file = folder.stateFile();
  }

  /**
   * What was noted last.
   *
   * @return empty if nothing is noted
   * @throws LedgerFailure if it cannot be read
   */
  public Optional<StackState> read() {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(json.readValue(file.toFile(), StackState.class));
    } catch (IOException e) {
      throw LedgerFailure.failed("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /** What was noted last, if its {@code up} still lives. */
  public Optional<StackState> running() {
    return read().filter(state -> state.up().find().isPresent());
  }

  void write(StackState state) {
    try {
      Path next = Files.createTempFile(file.getParent(), "stack", ".json");
      json.writerWithDefaultPrettyPrinter().writeValue(next.toFile(), state);
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw LedgerFailure.failed("cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  void delete() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw LedgerFailure.failed("cannot delete " + file + ": " + e.getMessage(), e);
    }
  }
}
