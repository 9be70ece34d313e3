package io.salesledger.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.salesledger.contract.LedgerFailure;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;

/**
 * How far one import of a file is; travels in the transaction of the payments that it counts.
 * Immutable.
 *
 * @param file its name when it was last imported, for people
 * @param number 1 for the first import of the file, one more for each that {@code --again} began
 * @param startedAtMillis when it began, epoch milliseconds; what was in the future then stays
 *     rejected
 * @param atMillis when this was written, epoch milliseconds
 * @param line where the last row that was read begins, counted from 1; 0 before the first
 * @param tally what became of the rows up to there
 * @param done whether that was the whole file
 */
record ImportProgress(
    String file,
    int number,
    long startedAtMillis,
    long atMillis,
    long line,
    Tally tally,
    boolean done) {

  private static final JsonMapper JSON = new JsonMapper();

  /** An import that is about to begin. */
  static ImportProgress begin(String file, int number, long nowMillis) {
    return new ImportProgress(file, number, nowMillis, nowMillis, 0, Tally.NONE, false);
  }

  /** The same import, further on. */
  ImportProgress further(long nowMillis, long newLine, Tally newTally, boolean newDone) {
    return new ImportProgress(file, number, startedAtMillis, nowMillis, newLine, newTally, newDone);
  }

  /** The same import of a file that has another name now. */
  ImportProgress named(String name) {
    return new ImportProgress(name, number, startedAtMillis, atMillis, line, tally, done);
  }

  /** One line of JSON. */
  byte[] toJson() {
    ObjectNode json = JSON.createObjectNode();
    json.put("file", file);
    json.put("number", number);
    json.put("startedAtMillis", startedAtMillis);
    json.put("atMillis", atMillis);
    json.put("line", line);
    json.put("read", tally.read());
    json.put("appended", tally.appended());
    ObjectNode rejected = json.putObject("rejected");
    tally.rejected().forEach((reason, count) -> rejected.put(reason.code(), count));
    json.put("done", done);
    return json.toString().getBytes(UTF_8);
  }

  /**
   * Reads it back.
   *
   * @throws LedgerFailure if it is none: to ignore it would be to append the file again
   */
  static ImportProgress ofJson(byte[] bytes, String topic) {
    try {
      JsonNode json = JSON.readTree(bytes);
      Map<RejectReason, Long> rejected = new EnumMap<>(RejectReason.class);
      json.required("rejected")
          .properties()
          .forEach(entry -> rejected.put(reason(entry.getKey()), entry.getValue().asLong()));
      return new ImportProgress(
          json.required("file").asText(),
          json.required("number").asInt(),
          json.required("startedAtMillis").asLong(),
          json.required("atMillis").asLong(),
          json.required("line").asLong(),
          new Tally(json.required("read").asLong(), json.required("appended").asLong(), rejected),
          json.required("done").asBoolean());
    } catch (IOException | IllegalArgumentException e) {
      throw LedgerFailure.failed(
          "what topic "
              + topic
              + " says about this file cannot be read ("
              + LedgerFailure.rootMessage(e)
              + "); was it written by a newer version?",
          e);
    }
  }

  private static RejectReason reason(String code) {
    for (RejectReason reason : RejectReason.values()) {
      if (reason.code().equals(code)) {
        return reason;
      }
    }
    throw new IllegalArgumentException("unknown reason " + code);
  }
}
