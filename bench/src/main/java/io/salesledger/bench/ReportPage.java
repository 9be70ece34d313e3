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
  static final String BEGIN = "<!-- what `ledger bench --report` wrote begins here -->";
  static final String END = "<!-- what `ledger bench --report` wrote ends here -->";

  private ReportPage() {}

  /**
   * Writes it.
   *
   * @throws LedgerFailure if it cannot be written
   */
  static void write(JsonNode report, Path page) {
    String name = String.valueOf(page.getFileName());
    String stem = name.replaceFirst("\\.md$", "");
    try {
      List<String> pictures = Pictures.draw(report, page, stem);
      List<String> before = Files.exists(page) ? Files.readAllLines(page) : List.of();
      Files.write(page, merge(before, ReportText.markdown(report, pictures)));
    } catch (IOException e) {
      throw LedgerFailure.failed("cannot write " + page + ": " + e.getMessage(), e);
    }
  }

  /** The page's lines with these between the marks. */
  static List<String> merge(List<String> page, List<String> written) {
    int begin = page.indexOf(BEGIN);
    int end = page.indexOf(END);
    List<String> merged = new ArrayList<>(begin < 0 || end < begin ? page : page.subList(0, begin));
    merged.add(BEGIN);
    merged.add("");
    merged.addAll(written);
    merged.add("");
    merged.add(END);
    if (begin >= 0 && end > begin) {
      merged.addAll(page.subList(end + 1, page.size()));
    }
    return merged;
  }
}
