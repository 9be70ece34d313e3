package io.salesledger.local.status;

import java.util.ArrayList;
import java.util.List;

/** Rows of text whose columns stand below each other. For one thread. */
public final class TextTable {
  private static final String GAP = "  ";

  /** How a column's cells stand. */
  public enum Side {
    /** Words. */
    LEFT,
    /** Figures. */
    RIGHT
  }

  private final List<Side> sides;
  private final List<List<String>> rows = new ArrayList<>();

  /** One with so many columns, without rows. */
  public TextTable(Side... sides) {
    this.sides = List.of(sides);
  }

  /** Adds a row; a cell for each column. */
  public void add(String... cells) {
    if (cells.length != sides.size()) {
      throw new IllegalArgumentException(cells.length + " cells, " + sides.size() + " columns");
    }
    rows.add(List.of(cells));
  }

  /** The rows, without blanks at their ends. */
  public List<String> lines() {
    return rows.stream().map(this::line).toList();
  }

  private String line(List<String> row) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < row.size(); column++) {
      String cell = row.get(column);
      String blanks = " ".repeat(width(column) - cell.length());
      line.append(column == 0 ? "" : GAP)
          .append(sides.get(column) == Side.LEFT ? cell + blanks : blanks + cell);
    }
    return line.toString().stripTrailing();
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}
