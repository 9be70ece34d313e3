package io.salesledger.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** How a command tells what it measured, from its report for machines. */
interface ReportForm {
  /** The command's name. */
  String command();

  /** A field that every report of it has. */
  String field();

  /** For a terminal. */
  List<String> lines(JsonNode report);

  /**
   * For a page; draws its pictures.
   *
   * @param page beside which they are put
   * @param stem of their names
   */
  List<String> markdown(JsonNode report, Path page, String stem) throws IOException;
}
