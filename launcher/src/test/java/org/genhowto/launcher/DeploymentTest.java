package org.genhowto.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.genhowto.gateway.GatewaySettings;
import org.genhowto.launcher.cli.Genhowto;
import org.genhowto.launcher.settings.Sections;
import org.genhowto.launcher.station.WorkerCatalogue;
import org.genhowto.runtime.config.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The deployment files name workers, settings, images and volumes that exist. */
class DeploymentTest {
  private static final Path ROOT = Path.of("..");

  private static JsonNode compose;

  @BeforeAll
  static void read() throws IOException {
    compose = yaml("docker-compose.yml");
  }

  @Test
  void every_worker_is_a_service_of_its_own() {
    Map<String, String> commands =
        services().entrySet().stream()
            .filter(service -> service.getValue().path("command").path(0).asText().equals("worker"))
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey, service -> service.getValue().at("/command/1").asText()));

    assertThat(commands)
        .containsOnlyKeys(workers())
        .allSatisfy((service, worker) -> assertThat(worker).isEqualTo(service));
  }

  @Test
  void every_setting_is_one_that_a_room_reads() {
    Set<String> known = settings();
    Set<String> used = new TreeSet<>();
    services()
        .values()
        .forEach(service -> service.path("environment").fieldNames().forEachRemaining(used::add));
    used.removeIf(name -> !name.startsWith("GENHOWTO_"));

    assertThat(used).isNotEmpty().isSubsetOf(known);
  }

  @Test
  void topics_and_their_schemas_are_there_before_any_worker() {
    JsonNode topics = services().get("topics");

    assertThat(topics.path("environment"))
        .as("who makes the topics knows the cluster and the registry that the workers know")
        .isEqualTo(compose.path("x-settings"));
    assertThat(topics.path("depends_on").fieldNames())
        .toIterable()
        .contains("kafka", "schema-registry");
    for (String worker : workers()) {
      assertThat(services().get(worker).at("/depends_on/topics/condition").asText())
          .as(worker)
          .isEqualTo("service_completed_successfully");
    }
  }

  @Test
  void the_guard_of_settings_sees_a_misspelt_one() {
    assertThat(settings())
        .contains("GENHOWTO_GATEWAY_PORT")
        .doesNotContain("GENHOWTO_GATEWAY_PROT");
  }

  @Test
  void prometheus_asks_every_worker_where_it_answers() throws IOException {
    Map<String, Integer> ports = new TreeMap<>();
    for (JsonNode group : yaml("deploy/prometheus.yml").at("/scrape_configs/0/dns_sd_configs")) {
      group.path("names").forEach(name -> ports.put(name.asText(), group.path("port").asInt()));
    }

    assertThat(ports).containsOnlyKeys(workers());
    ports.forEach(
        (worker, port) -> {
          String server = worker.equals("gateway") ? "GENHOWTO_GATEWAY" : "GENHOWTO_WORKER_HEALTH";
          JsonNode environment = services().get(worker).path("environment");
          assertThat(environment.path(server + "_PORT").asInt()).as(worker).isEqualTo(port);
          assertThat(environment.path(server + "_HOST").asText()).as(worker).isEqualTo("0.0.0.0");
        });
  }

  @Test
  void the_settings_of_every_worker_begin_with_its_section() throws IOException {
    for (WorkerCatalogue worker : WorkerCatalogue.values()) {
      String prefix = "GENHOWTO_" + worker.name() + "_";
      assertThat(settings()).as(worker.spelling()).anyMatch(name -> name.startsWith(prefix));
    }
  }

  @Test
  void what_a_service_waits_for_and_keeps_is_declared() {
    services()
        .forEach(
            (name, service) -> {
              service
                  .path("depends_on")
                  .fieldNames()
                  .forEachRemaining(other -> assertThat(services()).as(name).containsKey(other));
              for (JsonNode volume : service.path("volumes")) {
                String source = volume.asText().split(":", 2)[0];
                if (source.startsWith("/")) {
                  continue; // Of the container alone.
                }
                if (source.startsWith("./")) {
                  assertThat(ROOT.resolve(source)).as(name).exists();
                } else {
                  assertThat(compose.path("volumes").has(source)).as(source).isTrue();
                }
              }
            });
  }

  @Test
  void nothing_is_open_to_other_machines_and_no_image_floats() {
    services()
        .forEach(
            (name, service) -> {
              service
                  .path("ports")
                  .forEach(port -> assertThat(port.asText()).as(name).startsWith("127.0.0.1:"));
              String image = service.path("image").asText();
              assertThat(image.equals("genhowto") || image.matches(".+:v?[A-Z]*\\.?\\d.*"))
                  .as("image %s of %s has a version", image, name)
                  .isTrue();
            });
  }

  @Test
  void a_service_has_no_rights_of_root_and_a_bound_on_its_memory() {
    services()
        .forEach(
            (name, service) -> {
              assertContained(name, service);
              boolean ends = name.equals("bucket");
              assertThat(service.has("mem_limit")).as("memory of " + name).isEqualTo(!ends);
              if (service.path("image").asText().equals("genhowto")) {
                assertThat(service.path("read_only").asBoolean()).as(name).isTrue();
                assertThat(service.path("volumes"))
                    .as("where %s may write", name)
                    .extracting(JsonNode::asText)
                    .contains("/tmp", "/data");
              }
            });
  }

  @Test
  void three_brokers_vote_and_hold_every_record_three_times() throws IOException {
    JsonNode file = yaml("deploy/compose.three-brokers.yml");
    Map<String, JsonNode> brokers = new TreeMap<>();
    file.path("services")
        .properties()
        .forEach(
            service -> {
              if (service.getValue().at("/environment/KAFKA_PROCESS_ROLES").isTextual()) {
                brokers.put(service.getKey(), service.getValue());
              }
            });

    assertThat(brokers).containsOnlyKeys("kafka", "kafka-2", "kafka-3");
    JsonNode one = services().get("kafka").path("environment");
    Map<String, String> ids = new TreeMap<>();
    brokers.forEach(
        (name, broker) -> {
          JsonNode environment = broker.path("environment");
          if (!name.equals("kafka")) { // The other file says the rest of the first one.
            assertContained(name, broker);
            assertThat(broker.path("image")).isEqualTo(services().get("kafka").path("image"));
            assertThat(environment.path("KAFKA_ADVERTISED_LISTENERS").asText())
                .startsWith("INTERNAL://" + name + ":19092,");
          }
          JsonNode id = environment.has("KAFKA_NODE_ID") ? environment : one;
          ids.put(id.path("KAFKA_NODE_ID").asText(), name);
          assertThat(environment.path("KAFKA_DEFAULT_REPLICATION_FACTOR").asInt()).isEqualTo(3);
          assertThat(environment.path("KAFKA_MIN_INSYNC_REPLICAS").asInt()).isEqualTo(2);
        });
    assertThat(one.fieldNames())
        .toIterable()
        .allSatisfy(
            key ->
                assertThat(brokers.get("kafka-2").path("environment").has(key)).as(key).isTrue());
    String voters =
        ids.entrySet().stream()
            .map(broker -> "%s@%s:9093".formatted(broker.getKey(), broker.getValue()))
            .collect(Collectors.joining(","));
    brokers.forEach(
        (name, broker) ->
            assertThat(broker.at("/environment/KAFKA_CONTROLLER_QUORUM_VOTERS").asText())
                .as(name)
                .isEqualTo(voters));
    assertThat(Files.readAllLines(ROOT.resolve("deploy/three-brokers.env")))
        .contains(
            "GENHOWTO_BOOTSTRAP="
                + brokers.keySet().stream()
                    .map(name -> name + ":19092")
                    .collect(Collectors.joining(",")),
            "GENHOWTO_REPLICATION=3");
    assertThat(compose.at("/x-settings/GENHOWTO_KAFKA_BOOTSTRAP").asText())
        .isEqualTo("${GENHOWTO_BOOTSTRAP:-kafka:19092}");
    assertThat(services().get("topics").path("command"))
        .extracting(JsonNode::asText)
        .endsWith("${GENHOWTO_REPLICATION:-1}");
  }

  private static void assertContained(String name, JsonNode service) {
    assertThat(service.path("cap_drop")).as(name).extracting(JsonNode::asText).contains("ALL");
    assertThat(service.path("security_opt"))
        .as(name)
        .extracting(JsonNode::asText)
        .contains("no-new-privileges:true");
    assertThat(service.path("pids_limit").asInt()).as(name).isPositive();
  }

  @Test
  void the_gateway_lets_nobody_in_whom_the_file_of_tokens_does_not_name() throws IOException {
    JsonNode gateway = services().get("gateway");
    Map<String, String> given = new TreeMap<>();
    gateway
        .path("environment")
        .properties()
        .forEach(
            variable ->
                Sections.CATALOGUE.keys().stream()
                    .filter(key -> Configuration.environmentName(key).equals(variable.getKey()))
                    .forEach(key -> given.put(key, variable.getValue().asText())));
    GatewaySettings settings = GatewaySettings.from(Configuration.of(given));

    settings.access().requireSafe(settings.host(), settings.tls(), settings.edge());
    assertThat(gateway.path("volumes"))
        .extracting(JsonNode::asText)
        .contains("./deploy/tokens:%s:ro".formatted(settings.access().tokens().orElseThrow()));
    assertThat(Files.readAllLines(ROOT.resolve("deploy/tokens")))
        .allMatch(line -> line.startsWith("#"));
  }

  @Test
  void the_image_holds_what_the_start_script_starts() throws IOException {
    String dockerfile = Files.readString(ROOT.resolve("Dockerfile"));
    assertThat(dockerfile)
        .contains("launcher/target/app", "USER genhowto", Genhowto.class.getName())
        .contains("miniature/models");
    assertThat(ROOT.resolve("miniature/models")).isDirectory();
    assertThat(Files.readString(ROOT.resolve("genhowto"))).contains(Genhowto.class.getName());
  }

  private static String[] workers() {
    return Arrays.stream(WorkerCatalogue.values())
        .map(WorkerCatalogue::spelling)
        .toArray(String[]::new);
  }

  private static Map<String, JsonNode> services() {
    return compose.path("services").properties().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static Set<String> settings() {
    return Sections.CATALOGUE.keys().stream()
        .map(Configuration::environmentName)
        .collect(Collectors.toSet());
  }

  private static JsonNode yaml(String file) throws IOException {
    Object tree =
        new Yaml(new SafeConstructor(new LoaderOptions()))
            .load(Files.readString(ROOT.resolve(file)));
    return new ObjectMapper().valueToTree(tree);
  }
}
