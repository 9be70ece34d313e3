package io.salesledger.windowing.log;

import io.salesledger.schemas.PaymentSchemas;
import io.salesledger.schemas.SchemaMismatch;
import io.salesledger.windowing.core.PaymentRules.Kind;
import java.io.Serializable;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;

/**
 * What a program knows of payments: fixed when it is built, so that a newer writer's payments are
 * read the same by every task of it. Goes to the workers with the topology. Immutable; any thread
 * may call it.
 *
 * @param newest the newest version, to which everything that was written is resolved
 * @param kinds what the kinds that it counts are counted as, by their symbols; a kind that is not
 *     here is quarantined
 */
public record PaymentContract(Schema newest, Map<String, Kind> kinds) implements Serializable {
  /** Copies the kinds. */
  public PaymentContract {
    kinds = Map.copyOf(kinds);
  }

  /** That of the newest published version. */
  public static PaymentContract published() {
    return new PaymentContract(
        PaymentSchemas.newest(), Map.of("PAYMENT", Kind.PAYMENT, "REFUND", Kind.REFUND));
  }

  /** What a kind is counted as. */
  public Kind kind(String symbol) {
    return kinds.getOrDefault(symbol, Kind.UNKNOWN);
  }

  /** Why nothing that this schema wrote counts; empty: it may. */
  public Optional<String> refusal(int schemaId, Schema writer) {
    return SchemaMismatch.between(newest, writer).map(what -> "schema " + schemaId + ": " + what);
  }
}
