package io.salesledger.ingest;

import io.salesledger.contract.LedgerFailure;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which of a file's columns (CSV) or fields (NDJSON) stands for what. Immutable. */
final class Columns {
  private final Map<Column, String> names;

  private Columns(Map<Column, String> names) {
    this.names = names;
  }

  /**
   * Reads {@code order=A,product=B,price=C,quantity=D,time=E,currency=F}.
   *
   * @throws LedgerFailure if something unknown is named, twice, or what is required is not
   */
  static Columns parse(String text) {
    Map<Column, String> names = new EnumMap<>(Column.class);
    for (String part : text.split(",", -1)) {
      int equals = part.indexOf('=');
      if (equals < 0) {
        throw bad("'" + part + "' is not what=column");
      }
      String what = part.substring(0, equals).strip();
      String name = part.substring(equals + 1).strip();
      Column column =
          Arrays.stream(Column.values())
              .filter(c -> c.option().equals(what))
              .findFirst()
              .orElseThrow(() -> bad("'" + what + "' is none of " + options()));
      if (name.isEmpty()) {
        throw bad(what + " names no column");
      }
      if (names.put(column, name) != null) {
        throw bad(what + " is named twice");
      }
    }
    for (Column column : Column.values()) {
      if (column.isRequired() && !names.containsKey(column)) {
        throw bad(column.option() + " is missing");
      }
    }
    return new Columns(names);
  }

  /** The file's name of the column, if it is mapped. */
  Optional<String> name(Column column) {
    return Optional.ofNullable(names.get(column));
  }

  /** As {@code --columns} takes it, always in the same order. */
  String text() {
    return names.entrySet().stream()
        .map(entry -> entry.getKey().option() + "=" + entry.getValue())
        .collect(Collectors.joining(","));
  }

  private static String options() {
    return Arrays.stream(Column.values()).map(Column::option).collect(Collectors.joining(", "));
  }

  private static LedgerFailure bad(String what) {
    return LedgerFailure.usage(
        "bad --columns: "
            + what
            + "; right would be order=A,product=B,price=C,time=D and, if the file has them,"
            + " quantity=E,currency=F");
  }
}
