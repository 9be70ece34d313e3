package io.salesledger.local.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.contract.SettingKey;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** docs/reference/configuration.md lists what {@link SettingKey} says, line by line. */
class ConfigurationPageTest {
  @Test
  void everyKeyStandsThereAsTheProgramHasIt() throws IOException {
    List<String> page =
        Files.readAllLines(BuiltCheckout.source().resolve("docs/reference/configuration.md"));
    List<String> rows =
        page.stream().filter(line -> line.startsWith("| `ledger.") && cells(line) == 4).toList();
    List<String> expected = new ArrayList<>();
    Arrays.stream(SettingKey.values()).map(ConfigurationPageTest::row).forEach(expected::add);
    assertThat(rows)
        .as("put this into the page:%n%s", String.join("\n", expected))
        .containsExactlyElementsOf(expected);
  }

  private static String row(SettingKey key) {
    return String.join(
            " | ",
            "| `" + key.key() + "`",
            "`" + key.defaultValue() + "`",
            key.right(),
            key.reason())
        + " |";
  }

  private static int cells(String row) {
    return row.split("\\|", -1).length - 2;
  }
}
