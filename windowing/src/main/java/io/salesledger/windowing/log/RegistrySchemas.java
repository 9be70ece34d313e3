package io.salesledger.windowing.log;

import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.salesledger.schemas.PaymentSchemas;
import io.salesledger.schemas.RegistryClients;
import io.salesledger.schemas.SchemaChange;
import io.salesledger.schemas.SchemaChanges;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.net.ssl.SSLException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writer schemas from a registry with Confluent's API, which is waited for and not believed
 * blindly. An id is missing only while the registry still knows our own newest schema: an emptied
 * registry must not quarantine a whole log. Before a new id is believed, those in use are compared
 * with what they were: a registry that was set up anew gives the same numbers to other schemas. An
 * id that is answered with an error stands, but vouches for nothing: a new one is believed where at
 * least one of those in use still is what it was, and none is another. One instance is used by one
 * thread.
 */
public final class RegistrySchemas implements WriterSchemas {
  /** How long what does not answer is not asked again: the registry, or one id of it. */
  static final Duration PAUSE = Duration.ofMillis(500);

  /** How long what was compared is not compared again. */
  static final Duration FRESH = Duration.ofSeconds(1);

  /** Ids that were made up are remembered up to this many; the oldest go first. */
  static final int MAX_REMEMBERED = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(RegistrySchemas.class);

  private static final int NOT_FOUND = 404;

  private static final Schema UNPARSABLE = standIn(RegistryClients.UNPARSABLE_AVRO);

  private final SchemaRegistryClient client;
  private final String subject;
  private final Schema newest;
  private final InstantSource clock;
  private final Map<Integer, Schema> known = new TreeMap<>();
  private final Map<Integer, String> disputed = new TreeMap<>();
  private final Map<Integer, String> withheld = new TreeMap<>();
  private final Map<Integer, Boolean> missing = new LinkedHashMap<>();
  private final Map<Integer, Long> refusedMillis = new LinkedHashMap<>();
  private long notBeforeMillis;
  private long comparedMillis = Long.MIN_VALUE;
  private long triedMillis = Long.MIN_VALUE;

  /**
   * Schemas of this registry, whose newest of ours is the newest published one.
   *
   * @param client used by this instance alone: its caches are cleared
   * @param subject the one under which ours are registered
   */
  public RegistrySchemas(SchemaRegistryClient client, String subject, InstantSource clock) {
    this(client, subject, PaymentSchemas.newest(), clock);
  }

  /**
   * Schemas of this registry.
   *
   * @param client used by this instance alone: its caches are cleared
   * @param subject the one under which ours are registered
   * @param newest the newest of ours
   */
  public RegistrySchemas(
      SchemaRegistryClient client, String subject, Schema newest, InstantSource clock) {
    this.client = client;
    this.subject = subject;
    this.newest = newest;
    this.clock = clock;
  }

  @Override
  public Answer find(int schemaId) {
    Schema schema = known.get(schemaId);
    if (schema == null) {
      return missing.containsKey(schemaId) ? new Answer.Missing() : ask(schemaId);
    }
    if (disputed.containsKey(schemaId)) {
      compareUnlessFresh();
      refuseDisputed(schemaId);
    }
    return new Answer.Known(schema);
  }

  @Override
  public void confirm(int schemaId) {
    if (known.containsKey(schemaId) && isPast(triedMillis, FRESH)) {
      try {
        compare();
      } catch (SchemaUnavailableException e) {
        // Who is away says nothing else than before.
      }
    }
    refuseDisputed(schemaId);
  }

  /** Asks for an id that is not known, whether it was missing before or not. */
  Answer ask(int schemaId) {
    refuseWithinPause(schemaId);
    compareUnlessFresh();
    disputed.keySet().forEach(this::refuseDisputed);
    try {
      Schema schema = fetch(schemaId);
      known.put(schemaId, schema);
      missing.remove(schemaId);
      refusedMillis.remove(schemaId);
      if (schema.equals(UNPARSABLE)) {
        LOG.warn(
            "Avro cannot parse what the registry has as schema {}: what it wrote is quarantined",
            schemaId);
      }
      return new Answer.Known(schema);
    } catch (RestClientException e) {
      if (e.getStatus() == NOT_FOUND && knowsOurs()) {
        remember(missing, schemaId, true);
        return new Answer.Missing();
      }
      throw unavailable(schemaId, e);
    } catch (IOException | RuntimeException e) {
      throw unavailable(schemaId, e);
    }
  }

  private void refuseWithinPause(int schemaId) {
    Long refused = refusedMillis.get(schemaId);
    if (clock.millis() < notBeforeMillis || (refused != null && !isPast(refused, PAUSE))) {
      throw new SchemaUnavailableException(
          "schema " + schemaId + " waits for the registry", new IOException("not asked again yet"));
    }
  }

  private void compareUnlessFresh() {
    if (isPast(comparedMillis, FRESH)) {
      compare();
    }
  }

  /**
   * Compares the schemas in use with what the registry says of them now. One that it answers with
   * an error keeps nobody from the others: behind it may stand one that is another now.
   *
   * @throws SchemaUnavailableException if it does not answer, or with nothing but errors
   */
  void compare() {
    triedMillis = clock.millis();
    if (!known.isEmpty()) {
      // The client remembers ids: of a registry that was set up anew it would tell the old story.
      client.reset();
      known.forEach(this::compare);
      if (withheld.size() == known.size()) {
        throw away(
            "the registry gives none of the schemas in use; "
                + withheld().values().iterator().next(),
            new IOException("nothing to compare"));
      }
    }
    // As of when the first of them was asked for: the registry may be another since then.
    comparedMillis = triedMillis;
  }

  private void compare(int schemaId, Schema used) {
    try {
      Schema now = fetch(schemaId);
      if (now.equals(UNPARSABLE) && !used.equals(now)) {
        throw new IOException("what Avro cannot parse");
      }
      Optional<String> difference = difference(used, now);
      withheld.remove(schemaId);
      difference.ifPresentOrElse(
          what -> disputed.put(schemaId, what), () -> disputed.remove(schemaId));
    } catch (IOException | RestClientException | RuntimeException e) {
      if (isAway(e)) {
        throw unavailable(schemaId, e);
      }
      // Who knows nothing of it says nothing else than before.
      withheld.put(schemaId, String.valueOf(e.getMessage()));
    }
  }

  /** What makes two schemas read the same bytes differently; empty: nothing. */
  private static Optional<String> difference(Schema before, Schema now) {
    if (before.equals(now)) {
      return Optional.empty();
    }
    return SchemaChanges.between(before, now).stream()
        .findFirst()
        .map(SchemaChange::text)
        .or(
            () ->
                SchemaNormalization.toParsingForm(before)
                        .equals(SchemaNormalization.toParsingForm(now))
                    ? Optional.empty()
                    : Optional.of("its fields or symbols are in another order"));
  }

  /** What the registry says of schemas in use that it did not say before, by their ids. */
  Map<Integer, String> disputed() {
    Map<Integer, String> told = new TreeMap<>();
    disputed.keySet().forEach(id -> told.put(id, dispute(id)));
    return told;
  }

  /** What the registry says in place of schemas in use, by their ids. */
  Map<Integer, String> withheld() {
    Map<Integer, String> told = new TreeMap<>();
    withheld.forEach((id, what) -> told.put(id, "in place of schema " + id + " it says: " + what));
    return told;
  }

  private void refuseDisputed(int schemaId) {
    if (disputed.containsKey(schemaId)) {
      throw new SchemaUnavailableException(
          dispute(schemaId), new IllegalStateException("the registry changed"));
    }
  }

  private String dispute(int schemaId) {
    return "the registry says of schema "
        + schemaId
        + " what it did not say before: "
        + disputed.get(schemaId)
        + "; its payments wait until it says the same again";
  }

  private Schema fetch(int schemaId) throws IOException, RestClientException {
    ParsedSchema parsed = client.getSchemaById(schemaId);
    return parsed instanceof AvroSchema avro
        ? avro.rawSchema()
        // Another format is no payment, and is told by its name.
        : standIn(parsed.schemaType());
  }

  private static Schema standIn(String format) {
    return Schema.createRecord(format, null, null, false, List.of());
  }

  private boolean knowsOurs() {
    try {
      client.reset();
      return client.getId(subject, new AvroSchema(newest)) >= 0;
    } catch (IOException | RestClientException | RuntimeException e) {
      return false;
    }
  }

  private static <T> void remember(Map<Integer, T> ids, int schemaId, T what) {
    if (ids.size() >= MAX_REMEMBERED) {
      ids.remove(ids.keySet().iterator().next());
    }
    ids.put(schemaId, what);
  }

  private boolean isPast(long sinceMillis, Duration length) {
    return sinceMillis == Long.MIN_VALUE || clock.millis() - sinceMillis >= length.toMillis();
  }

  /** Whether nobody answered. Anything else is an answer, of this id alone, if a useless one. */
  private static boolean isAway(Exception e) {
    return e instanceof SocketException
        || e instanceof InterruptedIOException
        || e instanceof UnknownHostException
        || e instanceof SSLException;
  }

  private SchemaUnavailableException unavailable(int schemaId, Exception cause) {
    String what = "the registry cannot give schema " + schemaId + ": " + cause.getMessage();
    if (isAway(cause)) {
      return away(what, cause);
    }
    // Others are asked all the same: one id that is never given would hold them up for ever.
    remember(refusedMillis, schemaId, clock.millis());
    return new SchemaUnavailableException(what, cause);
  }

  private SchemaUnavailableException away(String what, Exception cause) {
    notBeforeMillis = clock.millis() + PAUSE.toMillis();
    return new SchemaUnavailableException(what, cause);
  }
}
