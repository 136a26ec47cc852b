package org.genhowto.schemas;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.avro.AvroSchemaUtils;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificData;

/**
 * Puts the schemas of the catalogue into the registry before anyone writes a record, and keeps
 * their subjects: whoever registers first owns a subject, and what comes later has to be compatible
 * with it. May run at every start and in several processes at once.
 */
public final class SchemaRegistration {
  /** A new version reads old records, and old programs read its. */
  static final String LEVEL = "FULL_TRANSITIVE";

  /**
   * Apicurio says so of every subject that has no rule of its own, others only where someone chose
   * it.
   */
  private static final String NO_LEVEL = "NONE";

  /** Path of the interface by which Apicurio does as Confluent does. */
  private static final String APICURIO = "/apis/ccompat/";

  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int SERVER_ERROR = 500;

  private final SchemaRegistryClient registry;
  private final String url;
  private final boolean allowed;

  /** Where {@code auto.register.schemas} is false, it looks and changes nothing. */
  public SchemaRegistration(AvroSerdes serdes) {
    this.registry = serdes.registry();
    this.url = serdes.url();
    this.allowed = serdes.registers();
  }

  /**
   * Registers what is missing.
   *
   * @return a sentence for each topic whose schema the registry does not have and does not take;
   *     one for all where it refuses the login
   * @throws RegistryUnavailableException the registry does not answer
   */
  public List<String> register() throws RegistryUnavailableException {
    List<String> problems = new ArrayList<>();
    for (Topic<?> topic : Topics.all()) {
      String subject = subject(topic);
      try {
        if (allowed) {
          registry.register(subject, schema(topic));
          protect(subject);
        } else {
          registry.getId(subject, schema(topic));
        }
      } catch (RestClientException e) {
        if (e.getStatus() == UNAUTHORIZED || e.getStatus() == FORBIDDEN) {
          problems.add(refusedLogin(subject, e));
          return problems; // The other subjects would say the same.
        }
        problems.add(problem(topic, e));
      } catch (IOException e) {
        throw outOfReach(e);
      }
    }
    return problems;
  }

  /** The same at a start that goes on whatever comes of it: every problem is told. */
  public void register(Consumer<String> problems) {
    try {
      register().forEach(problems);
    } catch (RegistryUnavailableException e) {
      problems.accept(e.getMessage() + ": the schemas of the topics are not checked now");
    }
  }

  /** Name under which Confluent's serializer registers the values of a topic. */
  static String subject(Topic<?> topic) {
    return topic.name() + "-value";
  }

  /** The schema as the serializer sends it, so that both are one version. */
  private static AvroSchema schema(Topic<?> topic) {
    Object example = SpecificData.newInstance(topic.type(), topic.schema());
    return new AvroSchema(AvroSchemaUtils.getSchema(example, false, false, true));
  }

  /** A level that someone has set stays. */
  private void protect(String subject) throws IOException, RestClientException {
    try {
      String level = registry.getCompatibility(subject);
      if (level != null && !(level.equals(NO_LEVEL) && url.contains(APICURIO))) {
        return;
      }
    } catch (RestClientException e) {
      if (e.getStatus() != NOT_FOUND) {
        throw e;
      }
    }
    registry.updateCompatibility(subject, LEVEL);
  }

  private String problem(Topic<?> topic, RestClientException refusal)
      throws RegistryUnavailableException {
    if (refusal.getStatus() >= SERVER_ERROR) {
      throw new RegistryUnavailableException(
          "The Schema Registry at %s is out of order".formatted(url), refusal);
    }
    return ("Subject %s of the Schema Registry at %s holds %s, expected the schema of topic %s or"
            + " one that it can follow: %s")
        .formatted(
            subject(topic),
            url,
            holder(subject(topic)),
            topic.name(),
            PlainText.shown(String.valueOf(refusal.getMessage())));
  }

  /** What is there instead. */
  private String holder(String subject) throws RegistryUnavailableException {
    try {
      var latest = registry.getLatestSchemaMetadata(subject);
      return "version %d, %s"
          .formatted(latest.getVersion(), PlainText.shown(String.valueOf(latest.getSchema())));
    } catch (RestClientException e) {
      return "no such version";
    } catch (IOException e) {
      throw outOfReach(e);
    }
  }

  private String refusedLogin(String subject, RestClientException refusal) {
    return ("The Schema Registry at %s refuses this login for subject %s (status %d: %s), expected"
            + " one that may %s the schemas of the topics: see registry.basic.auth.user.info")
        .formatted(
            url,
            subject,
            refusal.getStatus(),
            PlainText.shown(String.valueOf(refusal.getMessage())),
            allowed ? "register" : "read");
  }

  private RegistryUnavailableException outOfReach(IOException cause) {
    return new RegistryUnavailableException(
        "The Schema Registry at %s is out of reach: %s"
            .formatted(url, PlainText.shown(String.valueOf(cause.getMessage()))),
        cause);
  }
}
