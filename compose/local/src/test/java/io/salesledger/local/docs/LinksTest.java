package io.salesledger.local.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** No page leads nowhere. */
class LinksTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]*)(?:#([^)]*))?\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.+?) *$");
  private static final Pattern TEST = Pattern.compile("`(\\w+(?:IT|Test))\\.(\\w+)`");

  @Test
  void everyLinkWithinTheRepositoryLeadsToAFileAndAHeading() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path page : pages()) {
      Matcher link = LINK.matcher(Files.readString(page));
      while (link.find()) {
        String target = link.group(1);
        Path file = target.isEmpty() ? page : page.resolveSibling(target);
        if (!target.startsWith("http") && !leadsSomewhere(file, link.group(2))) {
          broken.add(page + " -> " + link.group());
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  private static boolean leadsSomewhere(Path file, @Nullable String anchor) throws IOException {
    if (!Files.exists(file)) {
      return false;
    }
    return anchor == null
        || HEADING
            .matcher(Files.readString(file))
            .results()
            .anyMatch(heading -> anchorOf(heading.group(1)).equals(anchor));
  }

  /** As GitHub makes it of a heading. */
  private static String anchorOf(String heading) {
    return heading.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-');
  }

  @Test
  void everyTestThatIsNamedExists() throws IOException {
    List<String> missing = new ArrayList<>();
    for (Path page : pages()) {
      Matcher named = TEST.matcher(Files.readString(page));
      while (named.find()) {
        if (!isTest(named.group(1), named.group(2))) {
          missing.add(page + " -> " + named.group());
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  private static boolean isTest(String type, String method) throws IOException {
    try (Stream<Path> modules =
        Files.find(
            BuiltCheckout.source(),
            20,
            (path, attributes) ->
                path.endsWith(type + ".java") && !path.toString().contains("/target/"))) {
      return Files.readString(modules.findFirst().orElseThrow()).contains(" " + method + "(");
    }
  }

  private static List<Path> pages() throws IOException {
    Path source = BuiltCheckout.source();
    List<Path> pages = new ArrayList<>(List.of(source.resolve("README.md")));
    try (Stream<Path> docs = Files.walk(source.resolve("docs"))) {
      docs.filter(path -> path.toString().endsWith(".md")).forEach(pages::add);
    }
    try (Stream<Path> compose = Files.walk(source.resolve("compose/storm"))) {
      compose.filter(path -> path.toString().endsWith(".md")).forEach(pages::add);
    }
    return pages;
  }
}
