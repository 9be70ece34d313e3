package io.salesledger.local;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.salesledger.contract.LogPlace;
import io.salesledger.contract.OptionRange;
import io.salesledger.contract.PlainLine;
import io.salesledger.contract.SettingKey;
import io.salesledger.local.quarantine.QuarantineAccounts;
import io.salesledger.local.quarantine.QuarantineEntry;
import io.salesledger.local.quarantine.QuarantineViews;
import io.salesledger.local.status.TextTable;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists what could not be applied. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists what of the log could not be counted and waits to be put right.")
final class QuarantineListCommand implements Callable<Integer> {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int MOST = 1_000_000;

  private final CommandContext context;

  @Option(names = "--all", description = "Also what has been put right.")
  private boolean all;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "The newest so many (default: ${DEFAULT-VALUE}).")
  private int limit = 50;

  @Option(names = "--json", description = "One line of JSON.")
  private boolean json;

  QuarantineListCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    OptionRange.check("--limit", limit, 1, MOST);
    try (QuarantineViews views =
        new QuarantineViews(context.settings(context.folder(Optional.empty())).redis())) {
      views.topicId(); // fails where there is no ledger
      List<QuarantineEntry> entries = views.newest(all, limit);
      print(entries, views.accounts(), context.out());
    }
    return 0;
  }

  private void print(List<QuarantineEntry> entries, QuarantineAccounts accounts, PrintWriter out) {
    if (json) {
      out.println(toJson(entries, accounts));
      return;
    }
    if (!entries.isEmpty()) {
      TextTable table =
          new TextTable(
              TextTable.Side.LEFT,
              TextTable.Side.RIGHT,
              TextTable.Side.LEFT,
              TextTable.Side.LEFT,
              TextTable.Side.LEFT);
      table.add("place", "schema", "reason", "requeued as", "detail");
      for (QuarantineEntry entry : entries) {
        table.add(
            entry.place().toString(),
            entry.schemaId() < 0 ? "-" : Integer.toString(entry.schemaId()),
            entry.reason(),
            entry.resolvedBy().map(LogPlace::toString).orElse("-"),
            PlainLine.of(entry.detail()));
      }
      table.lines().forEach(out::println);
      out.println();
    }
    out.printf(
        Locale.ROOT,
        "%,d quarantined, %,d of them requeued, %,d open%n",
        accounts.quarantined(),
        accounts.requeued(),
        accounts.open());
    if (accounts.unlisted() > 0) {
      out.printf(
          Locale.ROOT,
          "the oldest %,d are not listed any more (%s); show and requeue take them all the same%n",
          accounts.unlisted(),
          SettingKey.QUARANTINE_ENTRIES.key());
    }
  }

  private static String toJson(List<QuarantineEntry> entries, QuarantineAccounts accounts) {
    ObjectNode root = JSON.createObjectNode();
    root.put("quarantined", accounts.quarantined());
    root.put("requeued", accounts.requeued());
    root.put("open", accounts.open());
    root.put("unlisted", accounts.unlisted());
    ArrayNode listed = root.putArray("entries");
    for (QuarantineEntry entry : entries) {
      ObjectNode one = listed.addObject();
      one.put("partition", entry.place().partition());
      one.put("offset", entry.place().offset());
      if (entry.schemaId() < 0) {
        one.putNull("schemaId");
      } else {
        one.put("schemaId", entry.schemaId());
      }
      one.put("reason", entry.reason());
      one.put("detail", entry.detail());
      one.put("resolvedBy", entry.resolvedBy().map(LogPlace::toString).orElse(null));
    }
    return root.toString();
  }
}
