package io.salesledger.ingest;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.salesledger.contract.LedgerFailure;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What came of a run of the command.
 *
 * @param files how each file stands that was reached
 * @param seconds from the first row to the last confirmation
 * @param stopped whether it was asked to stop
 * @param outcomeUnknown whether more may have been appended than could be confirmed
 * @param failure why it ended early, if it failed
 */
record ImportReport(
    List<FileOutcome> files,
    double seconds,
    boolean stopped,
    boolean outcomeUnknown,
    Optional<LedgerFailure> failure) {

  /** How many files are told of one by one; the figures count all. */
  static final int NOTED_FILES = 10;

  private static final JsonMapper JSON = new JsonMapper();

  /** What this run did. */
  Tally thisRun() {
    return files.stream().map(FileOutcome::ofThisRun).reduce(Tally.NONE, Tally::plus);
  }

  private Tally earlierRuns() {
    return files.stream().map(file -> file.earlier().tally()).reduce(Tally.NONE, Tally::plus);
  }

  /** For people: the figures of this run, a line for each reason, and what they don't say. */
  String toText() {
    Tally now = thisRun();
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "read %,d rows, appended %,d payments, rejected %,d, in %.1f s (%,.0f payments/s)",
            now.read(),
            now.appended(),
            now.rejectedTotal(),
            seconds,
            seconds > 0 ? now.appended() / seconds : 0.0));
    now.rejected()
        .forEach(
            (reason, count) ->
                text.append(
                    String.format(Locale.ROOT, "%n  rejected %,d: %s", count, reason.label())));
    List<String> notes =
        files.stream().map(FileOutcome::note).filter(note -> !note.isEmpty()).toList();
    notes.stream().limit(NOTED_FILES).forEach(note -> text.append(String.format("%n%s", note)));
    if (notes.size() > NOTED_FILES) {
      text.append(
          String.format(Locale.ROOT, "%nand so for %,d more files", notes.size() - NOTED_FILES));
    }
    if (stopped) {
      text.append(String.format("%nstopped early: %s", rest()));
    }
    return text.toString();
  }

  private String rest() {
    return unfinished()
        .map(
            file ->
                file.resumable()
                    ? String.format(
                        Locale.ROOT,
                        "the same command goes on after line %,d of %s",
                        file.now().line(),
                        file.file())
                    : "the rest of " + file.file() + " was not read, and can't be resumed")
        .orElse("the same command goes on from here");
  }

  private Optional<FileOutcome> unfinished() {
    return files.stream().filter(file -> !file.now().done()).findFirst();
  }

  /** How it stands after a failure, for the end of its line. */
  String state() {
    return String.format(
        Locale.ROOT,
        "%s%,d payments were appended%s",
        outcomeUnknown ? "at least " : "",
        thisRun().appended(),
        unfinished().filter(FileOutcome::resumable).isPresent()
            ? "; the same command goes on from there"
            : "");
  }

  /** For machines: one line. */
  String toJson() {
    ObjectNode json = JSON.createObjectNode();
    put(json, thisRun());
    json.put("seconds", BigDecimal.valueOf(seconds).setScale(3, RoundingMode.HALF_UP));
    json.put("stopped", stopped);
    put(json.putObject("earlier"), earlierRuns());
    ArrayNode each = json.putArray("files");
    for (FileOutcome file : files) {
      ObjectNode one = each.addObject();
      one.put("file", file.file());
      one.put("import", file.now().number());
      one.put("done", file.now().done());
      one.put("resumable", file.resumable());
      one.put("line", file.now().line());
      put(one, file.now().tally());
    }
    failure.ifPresent(f -> json.put("failure", f.getMessage()));
    return json.toString();
  }

  private static void put(ObjectNode json, Tally tally) {
    json.put("read", tally.read());
    json.put("appended", tally.appended());
    ObjectNode reasons = json.putObject("rejected");
    tally.rejected().forEach((reason, count) -> reasons.put(reason.code(), count));
  }
}
