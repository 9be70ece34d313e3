package io.salesledger.windowing;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.salesledger.windowing.core.Fold;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Imports point inward only: core, then store and log, then topology and audit, then rebuild. */
class RingsTest {
  private static final String ROOT = "io.salesledger.windowing";
  private static final String CORE = ROOT + ".core";
  private static final String STORE = ROOT + ".store";
  private static final String LOG = ROOT + ".log";
  private static final String TOPOLOGY = ROOT + ".topology";
  private static final String AUDIT = ROOT + ".audit";
  private static final String REBUILD = ROOT + ".rebuild";

  private static final Set<String> SYSTEM_CLOCKS =
      Set.of(Clock.class.getName(), InstantSource.class.getName());

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_PACKAGE_INFOS)
          .importUrl(Fold.class.getProtectionDomain().getCodeSource().getLocation());

  @Test
  void every_class_is_in_a_ring() {
    check(classes().should().resideInAnyPackage(CORE, STORE, LOG, TOPOLOGY, AUDIT, REBUILD));
  }

  @Test
  void core_is_plain_java() {
    check(
        noClasses()
            .that()
            .resideInAPackage(CORE)
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages(
                "java.lang..", "java.util..", "java.io", "java.nio.charset", "org.jspecify..", CORE)
            .because("core knows no Storm, Kafka, Redis, Avro, clock or network"));
  }

  @Test
  void core_knows_no_clock_thread_or_chance() {
    check(
        noClasses()
            .that()
            .resideInAPackage(CORE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.time..", "java.util.concurrent..", "java.util.random")
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(Thread.class, Runtime.class, Random.class)
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "getenv", String.class)
            .orShould()
            .callMethod(System.class, "getProperty", String.class)
            .orShould()
            .callMethod(Math.class, "random")
            .because("every decision is a function of the log and the configuration alone"));
  }

  @Test
  void store_and_log_know_core_and_not_each_other() {
    check(
        noClasses()
            .that()
            .resideInAPackage(STORE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(LOG, TOPOLOGY, AUDIT, REBUILD));
    check(
        noClasses()
            .that()
            .resideInAPackage(LOG)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(STORE, TOPOLOGY, AUDIT, REBUILD));
  }

  @Test
  void nothing_knows_the_topology() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(TOPOLOGY)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(TOPOLOGY));
  }

  @Test
  void what_proves_a_rebuild_knows_nothing_of_it() {
    check(
        noClasses()
            .that()
            .resideInAPackage(AUDIT)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(REBUILD));
  }

  @Test
  void only_the_topology_knows_storm() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(TOPOLOGY)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.storm.."));
  }

  @Test
  void the_store_knows_no_kafka_or_avro_and_the_log_no_redis() {
    check(
        noClasses()
            .that()
            .resideInAPackage(STORE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..", "org.apache.avro..", "io.confluent.."));
    check(
        noClasses()
            .that()
            .resideInAPackage(LOG)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("redis.clients.."));
  }

  @Test
  void the_log_is_given_its_clock() {
    check(
        noClasses()
            .that()
            .resideInAPackage(LOG)
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethodWhere(
                describe(
                    "it makes a system clock",
                    call ->
                        SYSTEM_CLOCKS.contains(call.getTargetOwner().getFullName())
                            && call.getTarget().getName().startsWith("system")))
            .because("what is quarantined today is what is quarantined tomorrow"));
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(CLASSES);
  }
}
