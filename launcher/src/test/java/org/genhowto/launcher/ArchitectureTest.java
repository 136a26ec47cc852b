package org.genhowto.launcher;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.genhowto.runtime.worker.KafkaClients;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who may know whom. The arrows are those of docs/architecture.md, so that the page cannot lag
 * behind; a rule that watches no class fails.
 */
class ArchitectureTest {
  private static final String ROOT = "org.genhowto.";

  /** More than this, and a newcomer does not find the door. */
  private static final int MOST_FILES = 25;

  private static final JavaClasses CODE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("org.genhowto");

  private static final Arrows ARROWS = arrows();

  private static Arrows arrows() {
    try {
      return Arrows.read();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static Stream<String> packages() {
    return packagesInCode().stream();
  }

  @Test
  void the_page_draws_every_package_and_no_other() {
    assertThat(ARROWS.packages().keySet()).containsExactlyInAnyOrderElementsOf(packagesInCode());
    assertThat(ARROWS.modules().keySet())
        .containsExactlyInAnyOrderElementsOf(
            packagesInCode().stream().map(Arrows::module).collect(Collectors.toSet()));
  }

  @ParameterizedTest
  @MethodSource("packages")
  void a_package_imports_only_what_the_page_allows(String name) {
    String[] allowed = ARROWS.from(name).stream().map(ROOT::concat).toArray(String[]::new);
    demand(
        classes()
            .that()
            .resideInAPackage(ROOT + name)
            .should()
            .onlyDependOnClassesThat(
                JavaClass.Predicates.resideOutsideOfPackage("org.genhowto..")
                    .or(JavaClass.Predicates.resideInAnyPackage(allowed))));
  }

  @Test
  void packages_are_free_of_circles() {
    demand(slices().matching("org.genhowto.(*)..").should().beFreeOfCycles());
    demand(slices().matching("org.genhowto.(*).(*)..").should().beFreeOfCycles());
  }

  @ParameterizedTest
  @MethodSource("packages")
  void a_package_has_at_most_25_files(String name) {
    long files =
        CODE.stream()
            .filter(type -> type.getPackageName().equals(ROOT + name))
            .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
            .filter(type -> !generated(type))
            .count();

    assertThat(files).isBetween(1L, (long) MOST_FILES);
  }

  @ParameterizedTest
  @MethodSource("packages")
  void null_is_marked_everywhere(String name) {
    JavaPackage marked = CODE.getPackage(ROOT + name);

    assertThat(marked.isAnnotatedWith(NullMarked.class)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ingest", "localizer", "captioner", "dataset", "generator", "evaluator"})
  void no_worker_module_imports_another(String worker) {
    assertThat(ARROWS.modules().get(worker))
        .allSatisfy(
            other -> assertThat(Arrows.module(other)).isIn("schemas", "runtime", "networks"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"schemas", "runtime", "ingest", "dataset", "gateway"})
  void modules_without_models_do_not_know_djl(String module) {
    mayNotKnow(module, "ai.djl..");
  }

  @Test
  void networks_do_not_know_the_stream() {
    mayNotKnow("networks", "org.apache.kafka..", "org.apache.avro..", "io.confluent..");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ingest", "localizer", "captioner", "dataset", "generator", "evaluator"})
  void workers_serve_nothing_over_http(String module) {
    mayNotKnow(module, "io.javalin..", "com.sun.net.httpserver..");
  }

  @ParameterizedTest
  @ValueSource(strings = {"client", "schemas", "runtime", "networks", "miniature", "launcher"})
  void javalin_is_the_gateways(String module) {
    mayNotKnow(module, "io.javalin..");
  }

  @Test
  void a_robot_that_depends_on_schemas_gets_little_else() {
    demand(
        classes()
            .that()
            .resideInAPackage("org.genhowto.schemas..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                "java..",
                "org.genhowto.schemas..",
                "org.apache.avro..",
                "org.apache.kafka.clients.admin..",
                "org.apache.kafka.common..",
                "io.confluent..",
                "org.jspecify.annotations.."));
  }

  @Test
  void a_robot_that_depends_on_the_client_gets_jackson_alone() {
    demand(
        classes()
            .that()
            .resideInAPackage("org.genhowto.client..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                "java..",
                "org.genhowto.client..",
                "com.fasterxml.jackson..",
                "org.jspecify.annotations.."));
  }

  @Test
  void handlers_are_pure_of_kafka() {
    demand(
        noClasses()
            .that()
            .haveSimpleNameEndingWith("Handler")
            .and()
            .resideOutsideOfPackage("org.genhowto.runtime..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka.."));
  }

  @Test
  void kafka_clients_are_made_in_one_place() {
    demand(
        noClasses()
            .that()
            .doNotBelongToAnyOf(KafkaClients.class)
            .should()
            .callConstructorWhere(
                target(owner(assignableTo(Producer.class)))
                    .or(target(owner(assignableTo(Consumer.class))))));
  }

  private static void mayNotKnow(String module, String... libraries) {
    demand(
        noClasses()
            .that()
            .resideInAPackage(ROOT + module + "..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(libraries));
  }

  /** A rule over no class at all fails too. */
  private static void demand(ArchRule rule) {
    rule.allowEmptyShould(false).check(CODE);
  }

  private static Set<String> packagesInCode() {
    return CODE.stream()
        .map(JavaClass::getPackageName)
        .map(name -> name.substring(ROOT.length()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static boolean generated(JavaClass type) {
    return type.isAnnotatedWith("org.apache.avro.specific.AvroGenerated");
  }
}
