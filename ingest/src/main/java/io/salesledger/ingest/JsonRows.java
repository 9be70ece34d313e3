package io.salesledger.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/** Rows of a file with one JSON object a line; the mapped names are its fields. */
final class JsonRows implements RowSource {
  private static final ObjectReader JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build()
          .readerFor(JsonNode.class);

  private final BufferedReader lines;
  private final Columns columns;
  private final RowText text = new RowText();
  private long line;

  JsonRows(Reader in, Columns columns) {
    this.lines = new BufferedReader(in);
    this.columns = columns;
  }

  @Override
  public @Nullable SourceRow next() throws IOException {
    while (readLine()) {
      String json = text.toString().strip();
      if (text.isTooLong()) {
        return SourceRow.defective(line, RowText.TOO_LONG, () -> json);
      }
      if (!json.isEmpty()) {
        return row(line, json);
      }
    }
    return null;
  }

  private SourceRow row(long at, String text) {
    try {
      JsonNode json = JSON.readValue(text);
      if (json.isObject()) {
        return SourceRow.of(at, column -> cell(json, column), () -> text);
      }
      return SourceRow.defective(at, "not a JSON object", () -> text);
    } catch (JsonProcessingException e) {
      return SourceRow.defective(at, "not JSON: " + e.getOriginalMessage(), () -> text);
    }
  }

  private @Nullable String cell(JsonNode json, Column column) {
    return columns
        .name(column)
        .map(json::get)
        .filter(value -> !value.isNull())
        .map(value -> value.isValueNode() ? value.asText() : value.toString())
        .orElse(null);
  }

  /** Reads a line into the text, without its end; false at the end of the file. */
  private boolean readLine() throws IOException {
    int next = lines.read();
    if (next < 0) {
      return false;
    }
    line++;
    text.clear();
    for (; next >= 0 && next != '\n'; next = lines.read()) {
      text.append((char) next);
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
