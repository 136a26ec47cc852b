package org.genhowto.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.genhowto.launcher.settings.Sections;
import org.genhowto.launcher.station.WorkerCatalogue;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.schemas.Topic;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The files for Kubernetes name workers, settings, topics and groups that exist. */
class KubernetesTest {
  private static final Path FOLDER = Path.of("../deploy/kubernetes");

  @Test
  void every_worker_is_a_workload_of_its_own() {
    assertThat(workloads().map(one -> one.at("/metadata/name").asText()))
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(WorkerCatalogue.values()).map(WorkerCatalogue::spelling).toList());
    assertThat(workloads())
        .allSatisfy(
            one -> {
              String name = one.at("/metadata/name").asText();
              JsonNode worker = one.at("/spec/template/spec/containers/0");
              assertThat(worker.path("name").asText()).isEqualTo("worker");
              assertThat(worker.path("args"))
                  .extracting(JsonNode::asText)
                  .containsExactly("worker", name);
              assertThat(worker.at("/resources/limits/memory").asText()).isNotEmpty();
              assertThat(one.at("/spec/selector/matchLabels"))
                  .isEqualTo(one.at("/spec/template/metadata/labels"));
            });
  }

  @Test
  void members_that_come_back_under_their_names_have_lasting_ones() {
    assertThat(workloads().filter(one -> one.path("kind").asText().equals("StatefulSet")))
        .extracting(one -> one.at("/metadata/name").asText())
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(WorkerCatalogue.values())
                .filter(WorkerCatalogue::writesDeadLetters)
                .filter(worker -> worker != WorkerCatalogue.GENERATOR)
                .map(WorkerCatalogue::spelling)
                .toList());
  }

  @Test
  void every_setting_is_one_that_a_room_reads() {
    Set<String> known =
        Sections.CATALOGUE.keys().stream()
            .map(Configuration::environmentName)
            .collect(Collectors.toSet());
    Set<String> used = new TreeSet<>();
    all().forEach(document -> document.findValuesAsText("name").forEach(used::add));
    read("kustomization.yaml")
        .get(0)
        .at("/configMapGenerator/0/literals")
        .forEach(line -> used.add(line.asText().split("=", 2)[0]));
    used.removeIf(name -> !name.startsWith("GENHOWTO_"));

    assertThat(used).hasSizeGreaterThan(10).isSubsetOf(known);
  }

  @Test
  void nobody_is_root_or_writes_into_the_image() {
    List<JsonNode> pods = new ArrayList<>(read("every-worker.yaml"));
    pods.addAll(read("topics.yaml"));
    assertThat(pods)
        .hasSize(2)
        .allSatisfy(
            pod -> {
              JsonNode spec = pod.at("/spec/template/spec");
              assertThat(spec.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
              assertThat(spec.path("automountServiceAccountToken").asBoolean(true)).isFalse();
              JsonNode context = spec.at("/containers/0/securityContext");
              assertThat(context.path("readOnlyRootFilesystem").asBoolean()).isTrue();
              assertThat(context.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
              assertThat(context.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
            });
  }

  @Test
  void those_alone_reach_the_internet_that_fetch_or_call() {
    JsonNode internet =
        read("network.yaml").stream()
            .filter(policy -> policy.at("/metadata/name").asText().equals("internet"))
            .findFirst()
            .orElseThrow();
    assertThat(internet.at("/spec/podSelector/matchExpressions/0/values"))
        .extracting(JsonNode::asText)
        .containsExactlyInAnyOrder(
            WorkerCatalogue.INGEST.spelling(), WorkerCatalogue.WEBHOOKS.spelling());
    assertThat(internet.at("/spec/egress/0/to/0/ipBlock/except"))
        .extracting(JsonNode::asText)
        .contains("10.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16");
  }

  @Test
  void scaling_looks_at_the_group_and_topic_of_each_worker() {
    List<JsonNode> scaled = read("keda/scaling.yaml");
    assertThat(scaled).hasSizeGreaterThan(3);
    for (JsonNode one : scaled) {
      WorkerCatalogue worker = WorkerCatalogue.named(one.at("/spec/scaleTargetRef/name").asText());
      JsonNode trigger = one.at("/spec/triggers/0");
      if (trigger.path("type").asText().equals("kafka")) {
        assertThat(worker.group()).contains(trigger.at("/metadata/consumerGroup").asText());
        Topic<?> input = worker.input().orElseThrow();
        assertThat(trigger.at("/metadata/topic").asText()).isEqualTo(input.name());
        assertThat(one.at("/spec/maxReplicaCount").asInt()).isEqualTo(input.partitions());
      } else {
        assertThat(worker).isEqualTo(WorkerCatalogue.GENERATOR);
      }
    }
  }

  private static Stream<JsonNode> workloads() {
    return all()
        .filter(
            document ->
                Set.of("StatefulSet", "Deployment").contains(document.path("kind").asText()));
  }

  /** What the list of resources names. */
  private static Stream<JsonNode> all() {
    JsonNode resources = read("kustomization.yaml").get(0).path("resources");
    return StreamSupport.stream(resources.spliterator(), false)
        .flatMap(file -> read(file.asText()).stream());
  }

  private static List<JsonNode> read(String file) {
    ObjectMapper json = new ObjectMapper();
    List<JsonNode> documents = new ArrayList<>();
    try {
      new Yaml(new SafeConstructor(new LoaderOptions()))
          .loadAll(Files.readString(FOLDER.resolve(file)))
          .forEach(document -> documents.add(json.valueToTree(document)));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return documents;
  }
}
