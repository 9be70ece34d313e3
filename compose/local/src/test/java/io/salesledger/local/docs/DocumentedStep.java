package io.salesledger.local.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One command of a page and what the page says that it prints. A command is a line of a {@code
 * console} block that begins with {@code $ }; what follows up to the next one is its output.
 *
 * <p>An output is as documented if its lines are the same, where
 *
 * <ul>
 *   <li>a line {@code ...} stands for any number of lines, and {@code ...} within a line for any
 *       text;
 *   <li>any whitespace is as good as any other;
 *   <li>the folder {@value #FOLDER} is the one in which the command runs;
 *   <li>any number is as good as any other, except in a block marked {@code console exact}.
 * </ul>
 *
 * @param page where it stands, for messages
 * @param exact whether numbers must be the same
 */
record DocumentedStep(String page, String command, List<String> output, boolean exact) {
  /** What the pages call the checkout. */
  static final String FOLDER = "/home/you/sales-ledger";

  private static final String PROMPT = "$ ";
  private static final String ANYTHING = "...";
  private static final Pattern NUMBER = Pattern.compile("[0-9][0-9.,]*[0-9]|[0-9]");
  private static final Pattern SPACES = Pattern.compile("\\s+");

  /** The commands of one page, in order. */
  static List<DocumentedStep> of(Path page) {
    List<DocumentedStep> steps = new ArrayList<>();
    String name = String.valueOf(page.getFileName());
    boolean inside = false;
    boolean exact = false;
    for (String line : lines(page)) {
      if (line.startsWith("```")) {
        inside = !inside && line.startsWith("```console");
        exact = line.equals("```console exact");
      } else if (inside && line.startsWith(PROMPT)) {
        steps.add(
            new DocumentedStep(name, line.substring(PROMPT.length()), new ArrayList<>(), exact));
      } else if (inside) {
        steps.get(steps.size() - 1).output.add(line);
      }
    }
    return steps;
  }

  /** Whether it can be asked again until what was appended before it is counted. */
  boolean isQuestion() {
    return command.startsWith("curl ")
        || command.startsWith("redis-cli ")
        || command.startsWith("./ledger status");
  }

  /** Whether it goes on until it is stopped. */
  boolean staysInForeground() {
    return command.startsWith("./ledger up") && !command.contains("--detach");
  }

  /** Whether the command printed what the page says, in this folder. */
  boolean isAsDocumented(String printed, Path folder) {
    return expected().matcher(normal(printed.replace(folder.toString(), FOLDER))).matches();
  }

  private Pattern expected() {
    StringBuilder regex = new StringBuilder();
    for (String line : output) {
      if (line.strip().equals(ANYTHING)) {
        regex.append("(?:.*\n)*?");
      } else {
        regex
            .append(
                Pattern.compile(ANYTHING, Pattern.LITERAL)
                    .splitAsStream(normalLine(line))
                    .map(Pattern::quote)
                    .collect(Collectors.joining(".*")))
            .append(line.endsWith(ANYTHING) ? ".*\n" : "\n");
      }
    }
    return Pattern.compile(regex.toString());
  }

  private String normal(String text) {
    return text.lines().map(line -> normalLine(line) + "\n").collect(Collectors.joining());
  }

  private String normalLine(String line) {
    String spaced = SPACES.matcher(line).replaceAll(" ").strip();
    return exact ? spaced : NUMBER.matcher(spaced).replaceAll("#");
  }

  private static List<String> lines(Path page) {
    try {
      return Files.readAllLines(page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
