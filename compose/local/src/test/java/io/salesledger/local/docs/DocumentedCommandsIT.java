package io.salesledger.local.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A newcomer's first hour: every command line of README and of docs/start.md, as written, in order,
 * in a folder of its own; each must print what the page says. {@link DocumentedStep} says what
 * counts as the same, {@link BuiltCheckout} how the commands reach this stack and no other.
 *
 * <p>One line is left out: {@code mvn verify}, of which this test is a part.
 */
class DocumentedCommandsIT {
  private static final String THIS_BUILD = "mvn verify";

  private final Path folder;

  DocumentedCommandsIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void everyCommandOfTheReadmeDoesWhatItSays() throws IOException {
    everyCommandDoesWhatItSays("README.md");
  }

  @Test
  void everyCommandOfTheFirstStepsDoesWhatItSays() throws IOException {
    everyCommandDoesWhatItSays("docs/start.md");
  }

  private void everyCommandDoesWhatItSays(String page) throws IOException {
    List<DocumentedStep> steps =
        DocumentedStep.of(BuiltCheckout.source().resolve(page)).stream()
            .filter(step -> !step.command().equals(THIS_BUILD))
            .toList();
    try (BuiltCheckout checkout = BuiltCheckout.in(folder)) {
      checkout.runAll(steps);
      assertThat(checkout.processes()).as("left running by %s", page).isEmpty();
    }
  }
}
