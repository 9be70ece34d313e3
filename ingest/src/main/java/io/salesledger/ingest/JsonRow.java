package io.salesledger.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One JSON object whose fields are cells. Immutable; any thread may call it. */
final class JsonRow {
  private static final ObjectReader JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          // Of two values nobody can say which one is meant.
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build()
          .readerFor(JsonNode.class);

  /** Beyond it, a number is not written out: 1e999999999 would fill the memory. */
  private static final int LONGEST_NUMBER = 100;

  private final JsonNode json;

  private JsonRow(JsonNode json) {
    this.json = json;
  }

  /**
   * The object of this text.
   *
   * @throws NoRowException if it is none
   */
  static JsonRow parse(String text) throws NoRowException {
    try {
      JsonNode json = JSON.readValue(text);
      if (json.isObject()) {
        return new JsonRow(json);
      }
      throw new NoRowException("not a JSON object");
    } catch (JsonProcessingException e) {
      throw new NoRowException("not JSON: " + e.getOriginalMessage());
    }
  }

  /** All of it. */
  JsonNode json() {
    return json;
  }

  /**
   * What is wrong with a field that should be a cell: it holds more than one value, or too much.
   */
  Optional<String> defect(String field) {
    JsonNode value = json.get(field);
    if (value == null) {
      return Optional.empty();
    }
    if (value.isContainerNode()) {
      return Optional.of(
          "'" + field + "' is " + (value.isArray() ? "an array" : "an object") + ", no value");
    }
    return value.isFloatingPointNumber() && isTooLong(value.decimalValue())
        ? Optional.of("'" + field + "' is a number of more than " + LONGEST_NUMBER + " digits")
        : Optional.empty();
  }

  private static boolean isTooLong(BigDecimal number) {
    return Math.abs((long) number.scale()) + number.precision() > LONGEST_NUMBER;
  }

  /**
   * The text of a field; null if it is not there, or null. Numbers that are equal are the same
   * text: 22420.0 and 2.242e4, as programs write whole numbers that went through a float, are
   * 22420.
   */
  @Nullable String cell(String field) {
    JsonNode value = json.get(field);
    if (value == null || value.isNull()) {
      return null;
    }
    return value.isFloatingPointNumber()
        ? value.decimalValue().stripTrailingZeros().toPlainString()
        : value.asText();
  }

  /** Text that is no such object; says why. */
  static final class NoRowException extends Exception {
    private static final long serialVersionUID = 1L;

    NoRowException(String message) {
      super(message, null, false, false);
    }
  }
}
