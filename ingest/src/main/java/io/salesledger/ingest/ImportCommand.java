package io.salesledger.ingest;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code ledger import}: payments of CSV or NDJSON files onto the log. Ends with 0, or with one
 * line on the error output and 1 (it failed) or 2 (wrong usage; nothing was appended).
 */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = {
      "Appends the payments of CSV or NDJSON files, plain or gzip, to the log.",
      "A negative quantity is a refund of that many. A row that cannot be a payment is rejected"
          + " with line and reason; the rest goes on. A file that cannot be read to its end is"
          + " refused before anything is appended. If every row of a file is rejected, it ends with 1;"
          + " a file of a header alone has nothing to append, and ends with 0.",
      "A file is imported once: a run that was stopped, by whatever, goes on where it was, and a"
          + " file that was imported before is not appended again."
    })
public final class ImportCommand implements Callable<Integer> {
  private final Supplier<LedgerSettings> settings;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "what to import; - is standard input")
  private List<String> files = List.of();

  @Option(
      names = "--columns",
      required = true,
      paramLabel = "WHAT=COLUMN,...",
      description = {
        "where each thing stands: order=,product=,price=,time= and, if there, quantity= (else 1)"
            + " and currency= (else the ledger's)"
      })
  private String columns = "";

  @Option(
      names = "--time-format",
      paramLabel = "F",
      description = "such as 'yyyy-MM-dd HH:mm:ss'; default: ISO-8601 or epoch milliseconds")
  private @Nullable String timeFormat;

  @Option(
      names = "--zone",
      paramLabel = "Z",
      defaultValue = "UTC",
      description = "of times that name none; default: ${DEFAULT-VALUE}")
  private String zone = "UTC";

  @Option(
      names = "--rejects",
      paramLabel = "FILE",
      description = "keeps every rejected row (CSV: file, line, reason, detail, row)")
  private @Nullable Path rejects;

  @Option(
      names = "--again",
      description = "imports a file once more that was imported before: its payments count twice")
  private boolean again;

  @Option(names = "--json", description = "the report as one line of JSON")
  private boolean json;

  /**
   * The command.
   *
   * @param settings asked once, when it runs
   */
  public ImportCommand(Supplier<LedgerSettings> settings) {
    this.settings = settings;
  }

  @Override
  public Integer call() {
    Console console = Console.of(spec);
    try {
      return run(console);
    } catch (LedgerFailure e) {
      return console.fail(e);
    }
  }

  private int run(Console console) {
    LedgerSettings ledger = settings.get();
    Mapping mapping =
        new Mapping(Columns.parse(columns), EventTimes.of(timeFormat, zone), ledger.currency());
    List<InputFile> inputs = inputs();
    Probe probe = new Probe(mapping.columns(), mapping.times(), console::note);
    List<Probe.Fit> fit = inputs.stream().map(probe::examine).toList();
    try (StopSignal stop = StopSignal.install()) {
      String topicId = PaymentLog.prepare(ledger).topicId();
      ImportRun.Request request = new ImportRun.Request(ledger, topicId, mapping, again);
      ImportReport report = run(request, fit, stop, console);
      console.report(json ? report.toJson() : report.toText());
      return report.failure().map(f -> console.failAfter(f, report.state())).orElse(0);
    }
  }

  private ImportReport run(
      ImportRun.Request request, List<Probe.Fit> files, StopSignal stop, Console console) {
    Optional<Long> totalBytes = totalBytes(files.stream().map(Probe.Fit::file).toList());
    Function<String, Progress> bars = task -> Progress.ofBytes(task, totalBytes, json);
    Optional<List<ImportSource>> sources;
    try (Progress identifying = bars.apply("identify")) {
      sources = ImportSource.identify(files, identifying, stop);
    }
    if (sources.isEmpty()) {
      // Stopped before anything was to be told of: what an earlier run rejected stays kept.
      return new ImportReport(List.of(), 0, true, false, Optional.empty());
    }
    try (ImportJournal journal = ImportJournal.open(request.settings().kafka());
        Rejects kept = Rejects.open(rejects, console.err())) {
      return new ImportRun(request, journal, kept, stop, bars, console::note).run(sources.get());
    }
  }

  private List<InputFile> inputs() {
    if (Collections.frequency(files, InputFile.STDIN) > 1) {
      throw LedgerFailure.usage("standard input (-) can be imported once only");
    }
    List<InputFile> inputs =
        files.stream().map(argument -> InputFile.of(argument, System.in)).toList();
    Path kept = rejects;
    for (InputFile input : inputs) {
      if (kept != null && input.path().filter(path -> isSame(path, kept)).isPresent()) {
        throw LedgerFailure.usage("the rejects file " + kept + " would overwrite an input file");
      }
    }
    return inputs;
  }

  private static boolean isSame(Path one, Path other) {
    try {
      return Files.exists(other) && Files.isSameFile(one, other);
    } catch (IOException e) {
      return true;
    }
  }

  /** Known only if every file's size is. */
  private static Optional<Long> totalBytes(List<InputFile> inputs) {
    long total = 0;
    for (InputFile input : inputs) {
      Optional<Long> size = input.sizeBytes();
      if (size.isEmpty()) {
        return Optional.empty();
      }
      total += size.get();
    }
    return Optional.of(total);
  }
}
