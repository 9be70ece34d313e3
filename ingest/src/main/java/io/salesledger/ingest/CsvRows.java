package io.salesledger.ingest;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.PlainLine;
import java.io.IOException;
import java.io.Reader;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rows of a CSV file (RFC 4180) whose first line names the columns. */
final class CsvRows implements RowSource {
  private final CsvRecords records;
  private final CsvReader.CsvReaderBuilder parser;
  private final Map<Column, Integer> positions;
  private final int fields;

  private CsvRows(
      CsvRecords records,
      CsvReader.CsvReaderBuilder parser,
      Map<Column, Integer> positions,
      int fields) {
    this.records = records;
    this.parser = parser;
    this.positions = positions;
    this.fields = fields;
  }

  /**
   * Reads the header.
   *
   * @throws LedgerFailure if it is none, or a mapped column is not there, or there twice
   */
  static CsvRows open(String name, Reader in, Columns columns) throws IOException {
    CsvRecords records = new CsvRecords(in);
    CsvReader.CsvReaderBuilder parser = CsvReader.builder();
    CsvRecords.Cut first = records.next();
    if (first == null) {
      throw LedgerFailure.usage(name + " is empty: it has no header line");
    }
    if (first.defect().isPresent()) {
      throw noHeader(name, first, first.defect().get());
    }
    List<String> header = header(name, first, parser);
    Map<Column, Integer> positions = new EnumMap<>(Column.class);
    for (Column column : Column.values()) {
      Optional<String> wanted = columns.name(column);
      if (wanted.isPresent()) {
        positions.put(column, position(name, header, wanted.get()));
      }
    }
    return new CsvRows(records, parser, positions, header.size());
  }

  private static List<String> header(
      String name, CsvRecords.Cut first, CsvReader.CsvReaderBuilder parser) {
    try {
      return parser.ofSingleCsvRecord(first.text()).getFields().stream()
          .map(String::strip)
          .toList();
    } catch (CsvParseException e) {
      throw noHeader(name, first, "cannot be read: " + LedgerFailure.rootMessage(e));
    }
  }

  private static LedgerFailure noHeader(String name, CsvRecords.Cut first, String why) {
    return LedgerFailure.usage(name + " has no header: line " + first.line() + " " + why);
  }

  private static int position(String name, List<String> header, String wanted) {
    int found = Collections.frequency(header, wanted);
    if (found == 1) {
      return header.indexOf(wanted);
    }
    throw LedgerFailure.usage(
        name
            + " has "
            + (found == 0 ? "no column '" : found + " columns '")
            + wanted
            + "'; its header is: "
            + PlainLine.beginningOf(String.join(",", header))
            + (header.size() == 1 ? otherSeparator(header.get(0)) : ""));
  }

  /** What separates the columns of a header that has no comma, if it is one of the usual others. */
  private static String otherSeparator(String header) {
    String name = header.contains(";") ? "semicolons" : header.contains("\t") ? "tabs" : "";
    return name.isEmpty() ? "" : "; it is separated by " + name + ", right would be commas";
  }

  @Override
  public @Nullable SourceRow next() throws IOException {
    CsvRecords.Cut record = records.next();
    if (record == null) {
      return null;
    }
    if (record.defect().isPresent()) {
      return defective(record, record.defect().get());
    }
    try {
      return row(record, parser.ofSingleCsvRecord(record.text()).getFields());
    } catch (CsvParseException e) {
      // More fields than the parser takes.
      return defective(record, LedgerFailure.rootMessage(e));
    }
  }

  private SourceRow row(CsvRecords.Cut record, List<String> cells) {
    if (cells.size() == fields) {
      return SourceRow.of(
          record.line(), record.lastLine(), column -> cell(cells, column), record::text);
    }
    // Shifted columns would make a payment of something else.
    String defect = cells.size() + " fields where the header has " + fields;
    return defective(
        record,
        record.lastLine() == record.line()
            ? defect
            : defect + ", in a row that runs on to line " + record.lastLine());
  }

  private static SourceRow defective(CsvRecords.Cut record, String defect) {
    return SourceRow.defective(record.line(), record.lastLine(), defect, record::text);
  }

  private @Nullable String cell(List<String> cells, Column column) {
    Integer position = positions.get(column);
    return position == null ? null : cells.get(position);
  }

  @Override
  public void close() throws IOException {
    records.close();
  }
}
