package io.salesledger.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Rows of a file with one JSON object a line; the mapped names are its fields. */
final class JsonRows implements RowSource {
  private static final int MAX_LINE_CHARS = 1 << 20;
  private static final ObjectReader JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build()
          .readerFor(JsonNode.class);

  private final BufferedReader lines;
  private final Columns columns;
  private long line;

  JsonRows(InputStream in, Columns columns) {
    this.lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    this.columns = columns;
  }

  @Override
  public @Nullable SourceRow next() throws IOException {
    for (String text = readLine(); text != null; text = readLine()) {
      if (!text.isBlank()) {
        return row(line, text);
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

  /** A line without its end; null at the end of the file. Of bounded length. */
  private @Nullable String readLine() throws IOException {
    StringBuilder text = new StringBuilder();
    int next = lines.read();
    if (next < 0) {
      return null;
    }
    line++;
    for (; next >= 0 && next != '\n'; next = lines.read()) {
      if (text.length() == MAX_LINE_CHARS) {
        throw new IOException("line " + line + " is longer than " + MAX_LINE_CHARS + " characters");
      }
      text.append((char) next);
    }
    return text.toString().strip();
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
