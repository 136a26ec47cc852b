package org.genhowto.launcher.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.confluent.kafka.schemaregistry.CompatibilityLevel;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.genhowto.launcher.embedded.SchemaStore.Version;

/** The routes of Confluent's Schema Registry, as far as Avro clients use them. */
final class RegistryApi {

  /**
   * @param path segments of the path, decoded
   * @param query parameters behind the question mark
   */
  record Request(String method, List<String> path, Map<String, String> query, JsonNode body) {
    String segment(int index) {
      return path.get(index);
    }

    boolean flag(String parameter) {
      return Boolean.parseBoolean(query.get(parameter));
    }
  }

  /**
   * @param pattern segments of the path, "*" for any
   */
  private record Route(String method, List<String> pattern, Function<Request, Object> answer) {
    boolean leadsTo(List<String> path) {
      if (path.size() != pattern.size()) {
        return false;
      }
      for (int i = 0; i < path.size(); i++) {
        if (!pattern.get(i).equals("*") && !pattern.get(i).equals(path.get(i))) {
          return false;
        }
      }
      return true;
    }
  }

  private final SchemaStore store;
  private final List<Route> routes;

  RegistryApi(SchemaStore store) {
    this.store = store;
    this.routes =
        List.of(
            route("GET", "", r -> Map.of()),
            route("GET", "subjects", this::subjects),
            route("POST", "subjects/*", this::lookup),
            route("DELETE", "subjects/*", this::deleteSubject),
            route("GET", "subjects/*/versions", this::versions),
            route("POST", "subjects/*/versions", this::register),
            route("GET", "subjects/*/versions/*", r -> described(version(r, 1, 3))),
            route("GET", "subjects/*/versions/*/schema", r -> raw(version(r, 1, 3).schema())),
            route("DELETE", "subjects/*/versions/*", this::deleteVersion),
            route("GET", "schemas/types", r -> List.of(AvroSchema.TYPE)),
            route("GET", "schemas/ids/*", r -> Map.of("schema", byId(r).canonicalString())),
            route("GET", "schemas/ids/*/schema", r -> raw(byId(r).canonicalString())),
            route("GET", "schemas/ids/*/subjects", this::subjectsOfId),
            route("GET", "schemas/ids/*/versions", this::versionsOfId),
            route("POST", "compatibility/subjects/*/versions", this::compatibleWithAll),
            route("POST", "compatibility/subjects/*/versions/*", this::compatibleWithOne),
            route("GET", "config", r -> Map.of("compatibilityLevel", store.level().name())),
            route("PUT", "config", this::setLevel),
            route("GET", "config/*", this::level),
            route("PUT", "config/*", this::setSubjectLevel),
            route("GET", "mode", r -> Map.of("mode", "READWRITE")));
  }

  /**
   * What is to be sent back as JSON.
   *
   * @throws RegistryError the request is refused
   */
  Object answer(Request request) {
    List<Route> leading = routes.stream().filter(r -> r.leadsTo(request.path())).toList();
    if (leading.isEmpty()) {
      throw new RegistryError(RegistryError.NOT_FOUND, 404, "HTTP 404 Not Found");
    }
    return leading.stream()
        .filter(route -> route.method().equals(request.method()))
        .findFirst()
        .orElseThrow(
            () -> new RegistryError(RegistryError.NOT_ALLOWED, 405, "HTTP 405 Method Not Allowed"))
        .answer()
        .apply(request);
  }

  private Object subjects(Request request) {
    String prefix = request.query().getOrDefault("subjectPrefix", "");
    return store.subjects().stream().filter(subject -> subject.startsWith(prefix)).toList();
  }

  private Object lookup(Request request) {
    return described(store.lookup(request.segment(1), schema(request)));
  }

  private Object register(Request request) {
    return Map.of("id", store.register(request.segment(1), schema(request)));
  }

  private Object versions(Request request) {
    return store.versions(request.segment(1)).stream().map(Version::version).toList();
  }

  private Object deleteSubject(Request request) {
    List<Version> versions = store.versions(request.segment(1));
    versions.forEach(store::delete);
    return versions.stream().map(Version::version).toList();
  }

  private Object deleteVersion(Request request) {
    Version version = version(request, 1, 3);
    store.delete(version);
    return version.version();
  }

  private Object subjectsOfId(Request request) {
    return store.usesOf(id(request)).stream().map(Version::subject).distinct().toList();
  }

  private Object versionsOfId(Request request) {
    return store.usesOf(id(request)).stream()
        .map(use -> Map.of("subject", use.subject(), "version", use.version()))
        .toList();
  }

  private Object compatibleWithAll(Request request) {
    return compatible(request, store.live(request.segment(2)));
  }

  private Object compatibleWithOne(Request request) {
    Optional<Integer> asked = versionNumber(request.segment(4));
    boolean nothingYet = asked.isEmpty() && store.live(request.segment(2)).isEmpty();
    return compatible(request, nothingYet ? List.of() : List.of(version(request, 2, 4)));
  }

  private Object compatible(Request request, List<Version> earlier) {
    List<String> obstacles = store.incompatibilities(request.segment(2), schema(request), earlier);
    return request.flag("verbose")
        ? Map.of("is_compatible", obstacles.isEmpty(), "messages", obstacles)
        : Map.of("is_compatible", obstacles.isEmpty());
  }

  private Object level(Request request) {
    Optional<CompatibilityLevel> own = store.level(request.segment(1));
    if (own.isEmpty() && !request.flag("defaultToGlobal")) {
      throw RegistryError.levelNotFound(request.segment(1));
    }
    return Map.of("compatibilityLevel", own.orElseGet(store::level).name());
  }

  private Object setLevel(Request request) {
    CompatibilityLevel level = askedLevel(request);
    store.setLevel(null, level);
    return Map.of("compatibility", level.name());
  }

  private Object setSubjectLevel(Request request) {
    CompatibilityLevel level = askedLevel(request);
    store.setLevel(request.segment(1), level);
    return Map.of("compatibility", level.name());
  }

  private static CompatibilityLevel askedLevel(Request request) {
    CompatibilityLevel level =
        CompatibilityLevel.forName(request.body().path("compatibility").asText());
    if (level == null) {
      throw RegistryError.invalidLevel();
    }
    return level;
  }

  private static AvroSchema schema(Request request) {
    JsonNode body = request.body();
    String type = body.path("schemaType").asText(AvroSchema.TYPE);
    if (!type.equals(AvroSchema.TYPE)) {
      throw RegistryError.invalidSchema("this registry takes AVRO, not " + type);
    }
    if (!body.path("references").isEmpty()) {
      throw RegistryError.invalidSchema("this registry takes no references to other schemas");
    }
    try {
      AvroSchema schema =
          new AvroSchema(body.path("schema").asText(), List.of(), Map.of(), null, true);
      return request.flag("normalize") ? schema.normalize() : schema;
    } catch (StackOverflowError e) {
      throw RegistryError.invalidSchema("it is too deep");
    } catch (RuntimeException e) { // Avro's parser has many words for a schema that is none.
      throw RegistryError.invalidSchema(String.valueOf(e.getMessage()));
    }
  }

  private AvroSchema byId(Request request) {
    return store.byId(id(request));
  }

  private static int id(Request request) {
    if (!request.segment(2).matches("[1-9][0-9]{0,8}")) {
      throw RegistryError.schemaNotFound();
    }
    return Integer.parseInt(request.segment(2));
  }

  private Version version(Request request, int subject, int version) {
    return store.version(request.segment(subject), versionNumber(request.segment(version)));
  }

  /** Empty for the newest. */
  private static Optional<Integer> versionNumber(String text) {
    if (text.equals("latest") || text.equals("-1")) {
      return Optional.empty();
    }
    if (!text.matches("[1-9][0-9]{0,8}")) {
      throw RegistryError.invalidVersion(text);
    }
    return Optional.of(Integer.valueOf(text));
  }

  private static Object described(Version version) {
    return Map.of(
        "subject", version.subject(),
        "version", version.version(),
        "id", version.id(),
        "schema", version.schema());
  }

  private static Object raw(String schema) {
    return new RawValue(schema);
  }

  private static Route route(String method, String path, Function<Request, Object> answer) {
    return new Route(method, path.isEmpty() ? List.of() : List.of(path.split("/")), answer);
  }
}
