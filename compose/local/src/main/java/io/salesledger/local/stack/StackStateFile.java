package io.salesledger.local.stack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.salesledger.contract.LedgerFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** Reads and writes {@link StackState}. Readers never see half a state. */
public final class StackStateFile {
  /** Which form of {@link StackState} the file holds; counted up with each change. */
  private static final int LAYOUT = 3;

  private static final String LAYOUT_FIELD = "layout";

  private final JsonMapper json =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .build();
  private final Path file;
  private final String wayOn;

  /** The one of this folder. */
  public StackStateFile(StackFolder folder) {
    this.file = folder.stateFile();
    this.wayOn =
        "; `ledger down"
            + folder.option()
            + "` ends what still runs here and clears it, the data stays";
  }

  /**
   * What was noted last.
   *
   * @return empty if nothing is noted
   * @throws LedgerFailure if it cannot be read, is damaged or of another version
   */
  public Optional<StackState> read() {
    try (InputStream bytes = Files.newInputStream(file)) {
      JsonNode noted = json.readTree(bytes);
      if (!(noted instanceof ObjectNode fields) || !fields.path(LAYOUT_FIELD).isInt()) {
        throw LedgerFailure.failed(file + " is damaged" + wayOn);
      }
      if (fields.path(LAYOUT_FIELD).asInt() != LAYOUT) {
        throw LedgerFailure.failed(file + " is of another version of the ledger command" + wayOn);
      }
      fields.remove(LAYOUT_FIELD);
      return Optional.of(json.treeToValue(fields, StackState.class));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (JsonProcessingException e) {
      throw LedgerFailure.failed(file + " is damaged" + wayOn, e);
    } catch (IOException e) {
      throw cannot("read", e);
    }
  }

  /** What was noted last, if its {@code up} still lives. */
  public Optional<StackState> running() {
    return read().filter(state -> state.up().find().isPresent());
  }

  void write(StackState state) {
    try {
      ObjectNode fields = json.createObjectNode().put(LAYOUT_FIELD, LAYOUT);
      fields.setAll((ObjectNode) json.valueToTree(state));
      Path next = file.resolveSibling("stack.json.next");
      json.writerWithDefaultPrettyPrinter().writeValue(next.toFile(), fields);
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw cannot("write", e);
    }
  }

  void delete() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw cannot("delete", e);
    }
  }

  private LedgerFailure cannot(String what, IOException e) {
    return LedgerFailure.failed("cannot " + what + " " + file + ": " + why(e), e);
  }

  private static String why(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied to " + System.getProperty("user.name") + "; mend its permissions";
    }
    String reason = e instanceof FileSystemException failed ? failed.getReason() : null;
    return reason == null ? LedgerFailure.rootMessage(e) : reason;
  }
}
