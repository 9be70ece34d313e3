package io.salesledger.schemas;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/**
 * Registers every version of the payment schema and holds the subject to FULL_TRANSITIVE. Doing it
 * again changes nothing, so every program that needs the schemas may. Stateless; any thread may
 * call it.
 */
public final class SchemaRegistration {
  /** Each version can read, and be read by, every other: the log is for ever. */
  public static final String COMPATIBILITY = "FULL_TRANSITIVE";

  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 2_000;

  /**
   * A registry answers "conflict" as well when two programs make the same thing at once. Then it is
   * there at the next try; what is incompatible stays so. Each try passes at least one such step.
   */
  static final int CONFLICTS_TRIED_AGAIN = 4;

  private SchemaRegistration() {}

  /** The subject of a topic's values. */
  public static String subject(String topic) {
    return topic + "-value";
  }

  /**
   * Registers with the registry of the settings, which may still be starting.
   *
   * @param patience how long to try again, with back-off, while it does not answer; zero: once
   * @throws LedgerFailure if it is not reachable in that time, or refuses
   */
  public static RegisteredSchemas ensure(LedgerSettings settings, Duration patience) {
    String subject = subject(settings.kafka().topic());
    try (SchemaRegistryClient client = RegistryClients.connect(settings.registry())) {
      return ensure(client, subject, settings.registry().displayUrl(), patience);
    } catch (IOException e) {
      throw unreachable(settings.registry().displayUrl(), e);
    }
  }

  /**
   * Registers through a client, at once.
   *
   * @throws LedgerFailure if the registry is not reachable, or refuses
   */
  public static RegisteredSchemas ensure(SchemaRegistryClient client, String subject) {
    return ensure(client, subject, "its address", Duration.ZERO);
  }

  private static RegisteredSchemas ensure(
      SchemaRegistryClient client, String subject, String url, Duration patience) {
    long deadlineNanos = System.nanoTime() + patience.toNanos();
    long pauseMillis = FIRST_PAUSE_MILLIS;
    int conflicts = 0;
    while (true) {
      LedgerFailure failure;
      try {
        return register(client, subject);
      } catch (IOException e) {
        failure = unreachable(url, e);
      } catch (RestClientException e) {
        failure = refused(subject, url, e);
        if (isConflict(e) && conflicts++ < CONFLICTS_TRIED_AGAIN) {
          continue;
        }
        if (!isStarting(e)) {
          throw failure;
        }
      }
      if (System.nanoTime() - deadlineNanos >= 0) {
        throw failure;
      }
      pause(pauseMillis);
      pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
    }
  }

  private static RegisteredSchemas register(SchemaRegistryClient client, String subject)
      throws IOException, RestClientException {
    List<Integer> ids = new ArrayList<>();
    for (Schema schema : PaymentSchemas.all()) {
      ids.add(client.register(subject, new AvroSchema(schema)));
      if (ids.size() == 1) {
        // The subject must exist before it has a rule of its own; from v2 on the registry checks.
        holdToCompatibility(client, subject);
      }
    }
    return new RegisteredSchemas(subject, ids);
  }

  private static void holdToCompatibility(SchemaRegistryClient client, String subject)
      throws IOException, RestClientException {
    // Set without asking first: an answer may be the registry's own default, which can change.
    client.updateCompatibility(subject, COMPATIBILITY);
  }

  private static boolean isConflict(RestClientException e) {
    return e.getStatus() == 409;
  }

  private static boolean isStarting(RestClientException e) {
    return e.getStatus() >= 500;
  }

  private static LedgerFailure unreachable(String url, Exception cause) {
    return LedgerFailure.failed(
        "the schema registry at "
            + url
            + " is not reachable ("
            + LedgerFailure.rootMessage(cause)
            + "); start it, on this machine with ./ledger up, or set ledger.schema.registry.url",
        cause);
  }

  private static LedgerFailure refused(String subject, String url, RestClientException cause) {
    String what =
        switch (cause.getStatus()) {
          case 401, 403 -> "does not let us in; set ledger.basic.auth.* or ledger.bearer.auth.*";
          case 404 -> "has no Confluent API there; set ledger.schema.registry.url";
          case 409 -> "holds schemas that ours are not compatible with (" + COMPATIBILITY + ")";
          default -> "refuses to register PaymentInfo";
        };
    return LedgerFailure.failed(
        "the schema registry at "
            + url
            + ", subject "
            + subject
            + ", "
            + what
            + ": "
            + LedgerFailure.rootMessage(cause),
        cause);
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw LedgerFailure.failed("interrupted while waiting for the schema registry", e);
    }
  }
}
