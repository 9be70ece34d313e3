package io.salesledger.local.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A newcomer's first hour: every command line of README, of docs/start.md and of the pages that go
 * on where it stands, as written, in order, in a folder of its own; each must print what the page
 * says. {@link DocumentedStep} says what counts as the same, {@link BuiltCheckout} how the commands
 * reach this stack and no other.
 *
 * <p>One line is left out: {@code mvn verify}, of which this test is a part.
 */
class DocumentedCommandsIT {
  private static final String THIS_BUILD = "mvn verify";
  private static final String STOP = "./ledger down";

  private final Path folder;

  DocumentedCommandsIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void everyCommandOfTheReadmeDoesWhatItSays() throws IOException {
    everyCommandDoesWhatItSays("README.md", steps("README.md"));
  }

  /** And of the page on schemas, which asks for the stack that those started. */
  @Test
  void everyCommandOfTheFirstStepsAndOfSchemasDoesWhatItSays() throws IOException {
    List<DocumentedStep> steps = new ArrayList<>(steps("docs/start.md"));
    int last = steps.size() - 1;
    assertThat(steps.get(last).command()).isEqualTo(STOP);
    steps.addAll(last, steps("docs/concepts/schemas.md"));
    everyCommandDoesWhatItSays("docs/start.md", steps);
  }

  private static List<DocumentedStep> steps(String page) {
    return DocumentedStep.of(BuiltCheckout.source().resolve(page)).stream()
        .filter(step -> !step.command().equals(THIS_BUILD))
        .toList();
  }

  private void everyCommandDoesWhatItSays(String page, List<DocumentedStep> steps)
      throws IOException {
    try (BuiltCheckout checkout = BuiltCheckout.in(folder)) {
      checkout.runAll(steps);
      assertThat(checkout.processes()).as("left running by %s", page).isEmpty();
    }
  }
}
