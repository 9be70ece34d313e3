package io.salesledger.queryapi;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Who may know whom. */
final class RingsTest {
  private static final String BASE = "io.salesledger.queryapi.";

  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.salesledger.queryapi");

  @Test
  void theServiceKnowsRedisOnly() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.kafka..", "org.apache.avro..", "org.apache.storm..", "io.confluent..")
        .check(classes);
  }

  @Test
  void answersArePlainValues() {
    noClasses()
        .that()
        .resideInAPackage(BASE + "view..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.vertx..",
            "io.quarkus..",
            "io.smallrye..",
            "jakarta..",
            BASE + "rest..",
            BASE + "health..",
            BASE + "settings..")
        .check(classes);
  }

  @Test
  void onlyTheStoreSpeaksToRedis() {
    noClasses()
        .that()
        .resideOutsideOfPackages(BASE + "store..", BASE + "settings..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.quarkus.redis..", "io.vertx.mutiny.redis..", "io.vertx.redis..")
        .check(classes);
  }
}
