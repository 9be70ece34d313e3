package io.salesledger.windowing.audit;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.windowing.log.SchemaUnavailableException;
import io.salesledger.windowing.log.WriterSchemas;
import java.util.HashMap;
import java.util.Map;

/**
 * Schemas for several threads, each asked for once. A registry that does not answer is waited for a
 * few seconds; then the audit ends, because a guess would be no proof.
 */
final class PatientSchemas implements WriterSchemas {
  private static final int ATTEMPTS = 8;
  private static final long PAUSE_MILLIS = 600;

  private final WriterSchemas registry;
  private final String url;
  private final Map<Integer, Answer> known = new HashMap<>();

  /** Of a registry, whose address is told where it does not answer. */
  PatientSchemas(WriterSchemas registry, String url) {
    this.registry = registry;
    this.url = url;
  }

  @Override
  public synchronized Answer find(int schemaId) {
    Answer answer = known.get(schemaId);
    if (answer == null) {
      answer = ask(schemaId);
      if (answer instanceof Answer.Known) {
        known.put(schemaId, answer);
      }
    }
    return answer;
  }

  private Answer ask(int schemaId) {
    for (int attempt = 1; ; attempt++) {
      try {
        return registry.find(schemaId);
      } catch (SchemaUnavailableException e) {
        if (attempt == ATTEMPTS) {
          throw LedgerFailure.failed(
              "the schema registry at "
                  + url
                  + " cannot give schema "
                  + schemaId
                  + " ("
                  + LedgerFailure.rootMessage(e)
                  + "); start it, on this machine with ./ledger up, or set ledger.schema.registry.url",
              e);
        }
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw LedgerFailure.failed("interrupted while waiting for the schema registry", e);
    }
  }
}
