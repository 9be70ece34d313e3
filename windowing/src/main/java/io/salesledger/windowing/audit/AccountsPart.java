package io.salesledger.windowing.audit;

import io.salesledger.contract.ViewKeys;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import redis.clients.jedis.Transaction;

/**
 * The accounts of one partition. How often a record was seen again, and how often a task took the
 * partition, are no functions of the log: of those only the form is checked.
 */
final class AccountsPart implements ViewPart {
  private static final Map<String, Pattern> FORMS =
      Map.of(
          "epoch", Pattern.compile("[0-9]+-.+"),
          "sequence", Pattern.compile("[0-9]+"),
          "duplicates", Pattern.compile("[0-9]+"));

  private static final Pattern LOG_EPOCH = Pattern.compile("([0-9]+:[0-9]+)?");

  private final String key;
  private final int partition;

  AccountsPart(ViewKeys keys, int partition) {
    this.key = keys.partition(partition);
    this.partition = partition;
  }

  @Override
  public int size() {
    return 13;
  }

  @Override
  public int replies() {
    return 1;
  }

  @Override
  public void ask(Transaction step) {
    step.hgetAll(key);
  }

  @Override
  public void compare(Snapshot read, Refold refold, Findings findings) {
    Map<String, String> stored = new TreeMap<>(read.fields(0));
    // The offsets are what all else is compared as of, but for how many payments a portion has.
    stored.remove("low");
    stored.remove("ranges");
    findings.same(
        key, "ranges", refold.rangesText(partition), refold.vector().of(partition).rangesText());
    Map<String, Long> accounts = new TreeMap<>(refold.accounts(partition));
    accounts.put("dirty", 0L);
    accounts.forEach(
        (field, expected) -> findings.same(key, field, expected.toString(), stored.remove(field)));
    FORMS.forEach(
        (field, form) -> {
          String text = stored.remove(field);
          if (text == null || !form.matcher(text).matches()) {
            findings.same(
                key, field, field.equals("epoch") ? "a number, - and a nonce" : "a number", text);
          }
        });
    // Whether it is right Kafka alone can tell; a ledger of an older version has none.
    String logEpoch = stored.remove("logEpoch");
    if (logEpoch != null && !LOG_EPOCH.matcher(logEpoch).matches()) {
      findings.same(key, "logEpoch", "an offset, : and a number, or nothing", logEpoch);
    }
    stored.forEach((field, text) -> findings.same(key, field, null, text));
    findings.compared("accounts", accounts.size() + FORMS.size() + 2L);
  }
}
