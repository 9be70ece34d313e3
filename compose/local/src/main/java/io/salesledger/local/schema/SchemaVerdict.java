package io.salesledger.local.schema;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.salesledger.schemas.PaymentSchemas;
import io.salesledger.schemas.RegisteredVersions;
import io.salesledger.schemas.RuleBook;
import io.salesledger.schemas.RuleBreach;
import io.salesledger.schemas.SchemaVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether a schema may be the next version, by the published files and by what a registry holds.
 * Immutable.
 *
 * @param published the version that it is already
 * @param breaches of rules with the published versions
 * @param registry what the registry said of it
 * @param registryBreaches of rules with what the registry holds
 * @param passedOver what the registry holds, but nothing is judged by
 */
public record SchemaVerdict(
    SchemaVersion candidate,
    Optional<SchemaVersion> published,
    List<RuleBreach> breaches,
    RegistryAnswer registry,
    List<RuleBreach> registryBreaches,
    List<PassedOver> passedOver) {

  /** Copies the lists. */
  public SchemaVerdict {
    breaches = List.copyOf(breaches);
    registryBreaches = List.copyOf(registryBreaches);
    passedOver = List.copyOf(passedOver);
  }

  /** Judges by the rules. */
  public static SchemaVerdict on(SchemaVersion candidate, RegistryAnswer registry) {
    Optional<SchemaVersion> published =
        PaymentSchemas.versions().stream()
            .filter(version -> version.schema().equals(candidate.schema()))
            .findFirst();
    List<RuleBreach> breaches =
        published.isPresent() ? List.of() : breaches(candidate, PaymentSchemas.versions());
    if (registry instanceof RegistryAnswer.Answered answered
        && answered.held().of(candidate.schema()).isEmpty()) {
      List<PassedOver> passedOver = PassedOver.of(answered.held());
      List<SchemaVersion> history = PassedOver.without(passedOver, answered.held()).history();
      return new SchemaVerdict(
          candidate, published, breaches, registry, breaches(candidate, history), passedOver);
    }
    return new SchemaVerdict(candidate, published, breaches, registry, List.of(), List.of());
  }

  private static List<RuleBreach> breaches(SchemaVersion candidate, List<SchemaVersion> history) {
    return RuleBook.breaches(history, candidate.schema());
  }

  /** Whether nothing speaks against it. */
  public boolean isCompatible() {
    return breaches.isEmpty() && registryBreaches.isEmpty() && refusals().isEmpty();
  }

  private List<String> refusals() {
    return registry instanceof RegistryAnswer.Answered answered ? answered.refusals() : List.of();
  }

  /** For people. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    breaches.forEach(breach -> lines.add(breach.text()));
    lines.add("published files: " + byFiles());
    if (registry instanceof RegistryAnswer.Answered answered) {
      passedOver.forEach(passed -> lines.add(passed.text()));
      // What both have is told once.
      registryBreaches.stream()
          .filter(breach -> breaches.stream().noneMatch(told -> told.what().equals(breach.what())))
          .forEach(breach -> lines.add(breach.text()));
      answered.refusals().stream()
          .flatMap(String::lines)
          .forEach(refusal -> lines.add("the registry says: " + refusal));
      lines.add("registry at " + answered.url() + ": " + byRegistry(answered));
    } else if (registry instanceof RegistryAnswer.Silent silent) {
      lines.add(
          "registry at " + silent.url() + ": not asked, it does not answer (" + silent.why() + ")");
    }
    return lines;
  }

  private String byFiles() {
    List<String> names = PaymentSchemas.versions().stream().map(SchemaVersion::name).toList();
    return published
        .map(version -> candidate.name() + " is " + version.name())
        .orElse(
            candidate.name()
                + (breaches.isEmpty() ? " is compatible with " : " is not compatible with ")
                + String.join(", ", names));
  }

  private String byRegistry(RegistryAnswer.Answered answered) {
    RegisteredVersions held = answered.held();
    if (held.versions().isEmpty()) {
      return "it has no subject " + held.subject() + " yet";
    }
    List<String> numbers =
        PassedOver.without(passedOver, held).versions().stream()
            .map(each -> Integer.toString(each.version()))
            .toList();
    if (numbers.isEmpty()) {
      return "it has no version of " + held.subject() + " that keeps the rules";
    }
    return held.of(candidate.schema())
        .map(same -> candidate.name() + " is version " + same.version() + ", id " + same.id())
        .orElse(
            candidate.name()
                + (registryBreaches.isEmpty() && answered.refusals().isEmpty()
                    ? " is compatible with versions "
                    : " is not compatible with versions ")
                + String.join(", ", numbers)
                + " of "
                + held.subject());
  }

  /** For machines. */
  public void put(ObjectNode json) {
    json.put("schema", candidate.name()).put("compatible", isCompatible());
    ObjectNode files = json.putObject("published");
    files.put("is", published.map(SchemaVersion::name).orElse(null));
    ArrayNode versions = files.putArray("versions");
    PaymentSchemas.versions().forEach(version -> versions.add(version.name()));
    put(files.putArray("breaches"), breaches);
    ObjectNode asked = json.putObject("registry");
    asked.put("url", registry.url());
    asked.put("asked", registry instanceof RegistryAnswer.Answered);
    if (registry instanceof RegistryAnswer.Answered answered) {
      asked.put("subject", answered.held().subject());
      ArrayNode numbers = asked.putArray("versions");
      answered.held().versions().forEach(each -> numbers.add(each.version()));
      ArrayNode passed = asked.putArray("passedOver");
      passedOver.forEach(
          each ->
              passed
                  .addObject()
                  .put("version", each.registered().version())
                  .put("text", each.text()));
      put(asked.putArray("breaches"), registryBreaches);
      ArrayNode refusals = asked.putArray("refusals");
      answered.refusals().forEach(refusals::add);
    } else if (registry instanceof RegistryAnswer.Silent silent) {
      asked.put("why", silent.why());
    }
  }

  private static void put(ArrayNode array, List<RuleBreach> breaches) {
    for (RuleBreach breach : breaches) {
      array
          .addObject()
          .put("field", breach.field())
          .put("rule", breach.rule().name())
          .put("version", breach.version())
          .put("text", breach.text());
    }
  }
}
