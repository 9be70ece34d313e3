package io.salesledger.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.salesledger.contract.LedgerFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A page of documentation with the report in it: what stands between its two marks is replaced, the
 * rest stays; a page without them gets them at its end. Pictures go beside it. Stateless.
 */
final class ReportPage {
  private ReportPage() {}

  /**
   * Looks whether a page can be written, before hours of measuring.
   *
   * @param named as it was asked for
   * @throws LedgerFailure if it cannot
   */
  static void refuseUnwritable(Path workingFolder, Path named) {
    Path page = workingFolder.resolve(named);
    Path folder = page.toAbsolutePath().getParent();
    if (Files.isDirectory(page)) {
      throw unwritable(named, "it is a folder");
    }
    if (folder == null || !Files.isDirectory(folder)) {
      throw unwritable(named, "there is no folder " + named.getParent());
    }
    // Pictures are put into the folder.
    if (!Files.isWritable(folder) || (Files.exists(page) && !Files.isWritable(page))) {
      throw unwritable(named, "this user may not write there");
    }
  }

  private static LedgerFailure unwritable(Path named, String why) {
    return LedgerFailure.usage("cannot write " + named + ": " + why);
  }

  /**
   * Writes it.
   *
   * @throws LedgerFailure if it cannot be written
   */
  static void write(JsonNode report, Path page, ReportForm form) {
    String name = String.valueOf(page.getFileName());
    String stem = name.replaceFirst("\\.md$", "");
    try {
      List<String> written = form.markdown(report, page, stem);
      List<String> before = Files.exists(page) ? Files.readAllLines(page) : List.of();
      Files.write(page, merge(before, written, form.command()));
    } catch (IOException e) {
      throw LedgerFailure.failed("cannot write " + page + ": " + e.getMessage(), e);
    }
  }

  /** The page's lines with these between the marks of the command that wrote them. */
  static List<String> merge(List<String> page, List<String> written, String command) {
    int begin = page.indexOf(begin(command));
    int end = page.indexOf(end(command));
    List<String> merged = new ArrayList<>(begin < 0 || end < begin ? page : page.subList(0, begin));
    merged.add(begin(command));
    merged.add("");
    merged.addAll(written);
    merged.add("");
    merged.add(end(command));
    if (begin >= 0 && end > begin) {
      merged.addAll(page.subList(end + 1, page.size()));
    }
    return merged;
  }

  static String begin(String command) {
    return "<!-- what `" + command + " --report` wrote begins here -->";
  }

  static String end(String command) {
    return "<!-- what `" + command + " --report` wrote ends here -->";
  }
}
