package org.genhowto.launcher.embedded;

import io.confluent.kafka.schemaregistry.CompatibilityLevel;
import io.confluent.kafka.schemaregistry.ParsedSchemaHolder;
import io.confluent.kafka.schemaregistry.SimpleParsedSchemaHolder;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a registry knows and the rules it keeps: a schema has one id wherever it is registered, a
 * subject has versions, and a new version has to be compatible with the earlier ones. What changes
 * is written to the journal first.
 */
final class SchemaStore {

  /** One thing that was decided. */
  sealed interface Entry {}

  /** A version of a subject; deleted ones keep their id and can still be read by it. */
  record Version(String subject, int version, int id, String schema, boolean deleted)
      implements Entry {}

  /**
   * @param subject null for what holds where a subject has no level of its own
   */
  record Level(@Nullable String subject, CompatibilityLevel level) implements Entry {}

  /** Where entries are kept. */
  interface Journal {
    /** Returns when the entry is durable. */
    void append(Entry entry);
  }

  private final Journal journal;
  private final Map<String, TreeMap<Integer, Version>> subjects = new TreeMap<>();
  private final TreeMap<Integer, AvroSchema> schemas = new TreeMap<>();
  private final Map<String, Integer> ids = new HashMap<>();
  private final Map<String, CompatibilityLevel> levels = new HashMap<>();
  private CompatibilityLevel level = CompatibilityLevel.BACKWARD;

  SchemaStore(Journal journal) {
    this.journal = journal;
  }

  /** Takes up an entry that the journal already holds. */
  synchronized void replay(Entry entry) {
    if (entry instanceof Version version) {
      AvroSchema schema = new AvroSchema(version.schema());
      subjects
          .computeIfAbsent(version.subject(), s -> new TreeMap<>())
          .put(version.version(), version);
      schemas.put(version.id(), schema);
      ids.put(schema.canonicalString(), version.id());
    } else if (entry instanceof Level changed) {
      if (changed.subject() == null) {
        level = changed.level();
      } else {
        levels.put(changed.subject(), changed.level());
      }
    }
  }

  /** All that was decided and holds, in an order in which it can be taken up again. */
  synchronized List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    entries.add(new Level(null, level));
    levels.forEach((subject, own) -> entries.add(new Level(subject, own)));
    subjects.values().forEach(versions -> entries.addAll(versions.values()));
    return entries;
  }

  /** The id of the schema, registered as the subject's newest version where it is new there. */
  synchronized int register(String subject, AvroSchema schema) {
    Optional<Version> known = find(subject, schema);
    if (known.isPresent()) {
      return known.get().id();
    }
    List<String> obstacles = incompatibilities(subject, schema, live(subject));
    if (!obstacles.isEmpty()) {
      throw new RegistryError(
          RegistryError.CONFLICT,
          RegistryError.CONFLICT,
          "Schema being registered is incompatible with an earlier schema for subject \"%s\","
                  .formatted(subject)
              + " details: "
              + obstacles);
    }
    String text = schema.canonicalString();
    int id = ids.getOrDefault(text, schemas.isEmpty() ? 1 : schemas.lastKey() + 1);
    write(new Version(subject, nextVersion(subject), id, text, false));
    return id;
  }

  /** The subject's version that holds this schema. */
  synchronized Version lookup(String subject, AvroSchema schema) {
    versions(subject);
    return find(subject, schema).orElseThrow(RegistryError::schemaNotFound);
  }

  synchronized AvroSchema byId(int id) {
    AvroSchema schema = schemas.get(id);
    if (schema == null) {
      throw RegistryError.schemaNotFound();
    }
    return schema;
  }

  /** Versions of any subject that hold the schema of an id. */
  synchronized List<Version> usesOf(int id) {
    byId(id);
    return subjects.values().stream()
        .flatMap(versions -> versions.values().stream())
        .filter(version -> version.id() == id && !version.deleted())
        .toList();
  }

  synchronized List<String> subjects() {
    return subjects.keySet().stream().filter(subject -> !live(subject).isEmpty()).toList();
  }

  /** The subject's versions, oldest first; at least one. */
  synchronized List<Version> versions(String subject) {
    List<Version> versions = live(subject);
    if (versions.isEmpty()) {
      throw RegistryError.subjectNotFound(subject);
    }
    return versions;
  }

  /**
   * @param version its number, or empty for the newest
   */
  synchronized Version version(String subject, Optional<Integer> version) {
    List<Version> versions = versions(subject);
    if (version.isEmpty()) {
      return versions.get(versions.size() - 1);
    }
    return versions.stream()
        .filter(candidate -> candidate.version() == version.get())
        .findFirst()
        .orElseThrow(() -> RegistryError.versionNotFound(version.get()));
  }

  /** Why a schema may not follow the given versions under the subject's level; empty if it may. */
  synchronized List<String> incompatibilities(
      String subject, AvroSchema schema, List<Version> earlier) {
    List<ParsedSchemaHolder> holders = new ArrayList<>();
    earlier.forEach(version -> holders.add(new SimpleParsedSchemaHolder(byId(version.id()))));
    return schema.isCompatible(level(subject).orElse(level), holders);
  }

  /** The subject's versions, or none where it is unknown. */
  synchronized List<Version> live(String subject) {
    return subjects.getOrDefault(subject, new TreeMap<>()).values().stream()
        .filter(version -> !version.deleted())
        .toList();
  }

  synchronized void delete(Version version) {
    write(new Version(version.subject(), version.version(), version.id(), version.schema(), true));
  }

  synchronized CompatibilityLevel level() {
    return level;
  }

  /** The level of the subject's own, if it has one. */
  synchronized Optional<CompatibilityLevel> level(String subject) {
    return Optional.ofNullable(levels.get(subject));
  }

  /**
   * @param subject null for all that have no level of their own
   */
  synchronized void setLevel(@Nullable String subject, CompatibilityLevel level) {
    write(new Level(subject, level));
  }

  private void write(Entry entry) {
    journal.append(entry);
    replay(entry);
  }

  private Optional<Version> find(String subject, AvroSchema schema) {
    return live(subject).stream()
        .filter(version -> version.schema().equals(schema.canonicalString()))
        .findFirst();
  }

  private int nextVersion(String subject) {
    TreeMap<Integer, Version> versions = subjects.get(subject);
    return versions == null ? 1 : versions.lastKey() + 1;
  }
}
