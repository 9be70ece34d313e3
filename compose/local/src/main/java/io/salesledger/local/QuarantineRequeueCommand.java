package io.salesledger.local;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.salesledger.PaymentInfo;
import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.LogPlace;
import io.salesledger.ingest.Requeue;
import io.salesledger.local.quarantine.LogRecords;
import io.salesledger.local.quarantine.QuarantineViews;
import io.salesledger.local.quarantine.Standing;
import io.salesledger.schemas.SalesTopic;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Appends a corrected payment. */
@Command(
    name = "requeue",
    mixinStandardHelpOptions = true,
    description = {
      "Appends a corrected payment in place of one that could not be counted.",
      "Of several in the same place the first one on the log counts, the others are quarantined."
    })
final class QuarantineRequeueCommand implements Callable<Integer> {
  private static final JsonMapper JSON = new JsonMapper();

  private final CommandContext context;

  @Parameters(paramLabel = "P:O", description = "The quarantined one's partition and offset.")
  private String place = "";

  @Option(
      names = "--as",
      required = true,
      paramLabel = "JSON",
      description = {
        "The payment, with the field names that tail prints: orderId, productId, productPrice,"
            + " timestamp; quantity (else 1), currency, kind, reverses."
      })
  private String payment = "";

  @Option(names = "--json", description = "The answer as one line of JSON.")
  private boolean json;

  QuarantineRequeueCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    LogPlace of = QuarantineCommand.place(place);
    LedgerSettings settings = context.settings(context.folder(Optional.empty()));
    Requeue requeue = new Requeue(settings, context.clock());
    PaymentInfo corrected = requeue.payment(payment);
    check(of, settings);
    LogPlace as = requeue.append(of, corrected);
    if (json) {
      context
          .out()
          .println(
              JSON.createObjectNode()
                  .put("requeued", of.toString())
                  .put("appended", as.toString()));
    } else {
      context
          .out()
          .println(
              "appended as "
                  + as
                  + " in place of "
                  + of
                  + "; whether it counts is seen with: ledger quarantine show "
                  + of);
    }
    return 0;
  }

  /** What can be told before it is appended; the fold decides all the same. */
  private static void check(LogPlace of, LedgerSettings settings) {
    try (QuarantineViews views = new QuarantineViews(settings.redis())) {
      String foldedFrom = views.topicId();
      String topicId = topicId(settings.kafka());
      if (!foldedFrom.equals(topicId)) {
        throw LedgerFailure.failed(
            "the views were folded from topic id "
                + foldedFrom
                + ", "
                + settings.kafka().topic()
                + " has "
                + topicId
                + "; set ledger.kafka.topic or ledger.redis.prefix");
      }
      boolean hasRecord = new LogRecords(settings.kafka()).at(of).isPresent();
      Standing standing = views.standing(of);
      QuarantineShowCommand.check(of, standing, hasRecord);
      standing
          .resolvedBy()
          .ifPresent(
              by -> {
                throw LedgerFailure.failed(of + " is requeued already: " + by + " counts");
              });
    }
  }

  private static String topicId(LedgerSettings.Kafka kafka) {
    try (Admin admin = SalesTopic.connect(kafka)) {
      return new SalesTopic(admin, kafka)
          .check()
          .map(SalesTopic.Identity::topicId)
          .orElseThrow(
              () ->
                  LedgerFailure.failed(
                      "there is no topic "
                          + kafka.topic()
                          + " at "
                          + kafka.bootstrapServers()
                          + "; `ledger up` makes it, or set ledger.kafka.topic"));
    }
  }
}
