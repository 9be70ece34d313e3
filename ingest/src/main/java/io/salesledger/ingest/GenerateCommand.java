package io.salesledger.ingest;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.schemas.SchemaSource;
import io.salesledger.schemas.SchemaVersion;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code ledger generate}: random payments onto the log at an even rate. Ends with 0, or with one
 * line on the error output and 1 (it failed) or 2 (wrong usage).
 */
@Command(
    name = "generate",
    mixinStandardHelpOptions = true,
    description = {
      "Appends random payments to the log at an even rate, until Ctrl-C or --count.",
      "The same seed makes the same payments; their time is now."
    })
public final class GenerateCommand implements Callable<Integer> {
  /** Payments a second, far beyond what one machine appends. */
  public static final int MAX_RATE = 10_000_000;

  private static final int MAX_PRODUCTS = 10_000_000;

  private final Supplier<LedgerSettings> settings;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--rate",
      required = true,
      paramLabel = "R",
      description = "payments a second; may be a fraction")
  private double rate;

  @Option(names = "--count", paramLabel = "N", description = "how many; default: until Ctrl-C")
  private @Nullable Long count;

  @Option(
      names = "--products",
      paramLabel = "P",
      defaultValue = "10",
      description = "how many products, PRODUCTID0 and on; default: ${DEFAULT-VALUE}")
  private int products;

  @Option(names = "--seed", paramLabel = "S", description = "default: another one each time")
  private @Nullable Long seed;

  @Option(
      names = "--refunds",
      paramLabel = "PERCENT",
      defaultValue = "0",
      description = "how many of a hundred refund an earlier sale; default: ${DEFAULT-VALUE}")
  private int refunds;

  @Option(
      names = "--schema",
      paramLabel = "V",
      description =
          "written as a producer with this version would: v1, v2, v3 or a registered .avsc file;"
              + " default: the newest published one")
  private @Nullable String schema;

  @Option(names = "--json", description = "the report as one line of JSON")
  private boolean json;

  /**
   * The command.
   *
   * @param settings asked once, when it runs
   */
  public GenerateCommand(Supplier<LedgerSettings> settings) {
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
    refuseWrongOptions();
    LedgerSettings ledger = settings.get();
    long from = seed == null ? new SecureRandom().nextInt(Integer.MAX_VALUE) : seed;
    long upTo = count == null ? Long.MAX_VALUE : count;
    PaymentGenerator generator = new PaymentGenerator(from, products, refunds);
    try (PaymentLog log = open(ledger);
        StopSignal stop = StopSignal.install()) {
      GenerateReport report;
      try (Progress progress = Progress.ofPayments("generate", Optional.ofNullable(count), json)) {
        report =
            new GenerateRun(generator, log, progress, stop, Clock.systemUTC(), System::nanoTime)
                .run(rate, upTo);
      }
      console.report(json ? report.toJson(from) : report.toText(from));
      return report.failure().map(f -> console.failAfter(f, report.appended())).orElse(0);
    }
  }

  private PaymentLog open(LedgerSettings ledger) {
    if (schema == null) {
      return PaymentLog.open(ledger);
    }
    SchemaVersion version = SchemaSource.named(schema, Path.of(""));
    // Without a kind a refund would be read as a sale, for ever.
    if (refunds > 0
        && version.schema().getType() == Schema.Type.RECORD
        && version.schema().getField("kind") == null) {
      throw bad("--refunds", refunds, "0: " + version.name() + " has no kind of payment");
    }
    return PaymentLog.open(ledger, version);
  }

  private void refuseWrongOptions() {
    // Written so that NaN is refused too.
    if (!(rate > 0 && rate <= MAX_RATE)) {
      throw bad("--rate", rate, "a number above 0, at most 10000000 (payments a second)");
    }
    if (count != null && count < 1) {
      throw bad("--count", count, "a whole number from 1");
    }
    if (products < 1 || products > MAX_PRODUCTS) {
      throw bad("--products", products, "a whole number from 1 to " + MAX_PRODUCTS);
    }
    if (refunds < 0 || refunds > 100) {
      throw bad("--refunds", refunds, "a whole number from 0 to 100");
    }
  }

  private static LedgerFailure bad(String option, Number value, String right) {
    return LedgerFailure.usage("bad " + option + " " + value + "; right would be " + right);
  }
}
