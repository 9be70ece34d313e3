package io.salesledger.ingest;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.salesledger.contract.LedgerFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rows of a CSV file (RFC 4180) whose first line names the columns. */
final class CsvRows implements RowSource {
  private final CsvReader<CsvRecord> reader;
  private final CloseableIterator<CsvRecord> records;
  private final Map<Column, Integer> positions;
  private final int fields;

  private CsvRows(
      CsvReader<CsvRecord> reader,
      CloseableIterator<CsvRecord> records,
      Map<Column, Integer> positions,
      int fields) {
    this.reader = reader;
    this.records = records;
    this.positions = positions;
    this.fields = fields;
  }

  /**
   * Reads the header.
   *
   * @throws LedgerFailure if a mapped column is not there, or there twice
   */
  static CsvRows open(String name, InputStream in, Columns columns) throws IOException {
    CsvReader<CsvRecord> reader =
        CsvReader.builder()
            .allowExtraFields(true)
            .allowMissingFields(true)
            .detectBomHeader(true)
            .ofCsvRecord(in, StandardCharsets.UTF_8);
    CloseableIterator<CsvRecord> records = reader.iterator();
    CsvRecord header = read(records);
    if (header == null) {
      throw LedgerFailure.usage(name + " is empty: it has no header line");
    }
    Map<Column, Integer> positions = new EnumMap<>(Column.class);
    for (Column column : Column.values()) {
      Optional<String> wanted = columns.name(column);
      if (wanted.isPresent()) {
        positions.put(column, position(name, header.getFields(), wanted.get()));
      }
    }
    return new CsvRows(reader, records, positions, header.getFieldCount());
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
            + String.join(",", header));
  }

  @Override
  public @Nullable SourceRow next() throws IOException {
    CsvRecord csv = read(records);
    if (csv == null) {
      return null;
    }
    long line = csv.getStartingLineNumber();
    if (csv.getFieldCount() != fields) {
      // Shifted columns would make a payment of something else.
      String defect = csv.getFieldCount() + " fields where the header has " + fields;
      return SourceRow.defective(line, defect, () -> text(csv));
    }
    return SourceRow.of(line, column -> cell(csv, column), () -> text(csv));
  }

  private @Nullable String cell(CsvRecord csv, Column column) {
    Integer position = positions.get(column);
    return position == null ? null : csv.getField(position);
  }

  private static @Nullable CsvRecord read(CloseableIterator<CsvRecord> records) throws IOException {
    try {
      return records.hasNext() ? records.next() : null;
    } catch (UncheckedIOException e) {
      throw new IOException(LedgerFailure.rootMessage(e), e);
    } catch (CsvParseException e) {
      throw new IOException("not CSV: " + LedgerFailure.rootMessage(e), e);
    }
  }

  /** The row as CSV again: equal fields, perhaps other quotes. */
  static String text(CsvRecord csv) {
    StringWriter text = new StringWriter();
    try (CsvWriter writer = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
      writer.writeRecord(csv.getFields());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString().stripTrailing();
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
