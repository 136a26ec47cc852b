package org.genhowto.launcher;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.genhowto.runtime.worker.KafkaClients;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may know whom. */
class RoomsTest {
  private static final List<String> WORKERS =
      List.of("ingest", "localizer", "captioner", "generator", "evaluator");
  private static final List<String> ROOMS =
      List.of(
          "schemas",
          "runtime",
          "networks",
          "ingest",
          "localizer",
          "captioner",
          "generator",
          "evaluator",
          "miniature",
          "launcher");

  private static final JavaClasses CODE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.genhowto");

  @Test
  void every_room_was_looked_at() {
    for (String room : ROOMS) {
      assertThat(CODE.containPackage("org.genhowto." + room)).as(room).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ingest", "localizer", "captioner", "generator", "evaluator"})
  void no_worker_room_imports_another(String worker) {
    mayNotImport(worker, WORKERS.stream().filter(other -> !other.equals(worker)).toList());
    mayNotImport(worker, List.of("miniature", "launcher"));
  }

  @Test
  void schemas_imports_no_room() {
    mayNotImport("schemas", ROOMS.stream().filter(room -> !room.equals("schemas")).toList());
  }

  @Test
  void runtime_imports_schemas_alone() {
    mayNotImport(
        "runtime",
        ROOMS.stream().filter(room -> !List.of("schemas", "runtime").contains(room)).toList());
  }

  @Test
  void networks_imports_no_room_and_no_kafka() {
    mayNotImport("networks", ROOMS.stream().filter(room -> !room.equals("networks")).toList());
    noClasses()
        .that()
        .resideInAPackage("org.genhowto.networks")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.kafka..", "org.apache.avro..", "io.confluent..")
        .check(CODE);
  }

  @Test
  void miniature_does_not_import_the_launcher() {
    mayNotImport("miniature", List.of("launcher"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"schemas", "runtime", "ingest"})
  void rooms_without_models_do_not_know_djl(String room) {
    noClasses()
        .that()
        .resideInAPackage("org.genhowto." + room)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.djl..")
        .check(CODE);
  }

  @Test
  void a_robot_that_depends_on_schemas_gets_little_else() {
    classes()
        .that()
        .resideInAPackage("org.genhowto.schemas")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "org.genhowto.schemas",
            "org.apache.avro..",
            "org.apache.kafka.clients.admin..",
            "org.apache.kafka.common..",
            "io.confluent..",
            "org.jspecify.annotations..")
        .check(CODE);
  }

  @Test
  void rooms_are_flat() {
    classes()
        .should()
        .resideInAnyPackage(
            ROOMS.stream().map(room -> "org.genhowto." + room).toArray(String[]::new))
        .check(CODE);
  }

  @Test
  void null_is_marked_everywhere() {
    for (String room : ROOMS) {
      JavaPackage roomPackage = CODE.getPackage("org.genhowto." + room);
      assertThat(roomPackage.isAnnotatedWith(NullMarked.class)).as(room).isTrue();
    }
  }

  @Test
  void handlers_are_pure_of_kafka() {
    noClasses()
        .that()
        .haveSimpleNameEndingWith("Handler")
        .and()
        .resideOutsideOfPackage("org.genhowto.runtime")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.kafka..")
        .check(CODE);
  }

  @Test
  void kafka_clients_are_made_in_one_place() {
    noClasses()
        .that()
        .doNotBelongToAnyOf(KafkaClients.class)
        .should()
        .callConstructorWhere(
            target(owner(assignableTo(Producer.class)))
                .or(target(owner(assignableTo(Consumer.class)))))
        .check(CODE);
  }

  private static void mayNotImport(String room, List<String> others) {
    noClasses()
        .that()
        .resideInAPackage("org.genhowto." + room)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            others.stream().map(other -> "org.genhowto." + other).toArray(String[]::new))
        .allowEmptyShould(false)
        .check(CODE);
  }
}
