package io.salesledger.local.schema;

import io.salesledger.schemas.PaymentSchemas;
import io.salesledger.schemas.RegisteredVersions;
import io.salesledger.schemas.RegisteredVersions.Registered;
import io.salesledger.schemas.RuleBook;
import io.salesledger.schemas.RuleBreach;
import io.salesledger.schemas.SchemaVersion;
import java.util.List;
import java.util.Optional;

/**
 * A registered version that breaks a rule with a published one, as something forced onto the topic
 * does. A registry never forgets it, so a schema that were judged by it, too, could never be right
 * again. Immutable.
 *
 * @param breach the first one
 */
public record PassedOver(Registered registered, RuleBreach breach) {

  /** Those of what a registry holds. */
  static List<PassedOver> of(RegisteredVersions held) {
    return held.versions().stream()
        .flatMap(
            each ->
                each
                    .schema()
                    .flatMap(schema -> breach(new SchemaVersion(each.name(), schema)))
                    .map(breach -> new PassedOver(each, breach))
                    .stream())
        .toList();
  }

  /** The rest of what a registry holds. */
  static RegisteredVersions without(List<PassedOver> passed, RegisteredVersions held) {
    List<Registered> left =
        held.versions().stream()
            .filter(each -> passed.stream().noneMatch(one -> one.registered().equals(each)))
            .toList();
    return new RegisteredVersions(held.subject(), held.compatibility(), left);
  }

  /** An old one lacks what was published since, and a new one has more: each keeps the rules. */
  private static Optional<RuleBreach> breach(SchemaVersion registered) {
    return PaymentSchemas.versions().stream()
        .filter(published -> !RuleBook.breaches(List.of(registered), published.schema()).isEmpty())
        .flatMap(
            published ->
                RuleBook.breaches(List.of(published), registered.schema()).stream().limit(1))
        .findFirst();
  }

  /** For people: a line without its end. */
  String text() {
    return registered.name() + " is passed over: " + breach.text();
  }
}
