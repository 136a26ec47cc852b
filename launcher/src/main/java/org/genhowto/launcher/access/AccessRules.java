package org.genhowto.launcher.access;

import static org.apache.kafka.common.acl.AclOperation.ALTER;
import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DELETE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.genhowto.schemas.Topic;
import org.genhowto.schemas.Topics;

/** Collects what one role may do; what a rule of Kafka implies, such as DESCRIBE, has no own. */
final class AccessRules {
  private final List<AccessRule> rules = new ArrayList<>();
  private String when = "";

  /** The rules that follow are needed on this occasion only. */
  AccessRules when(String occasion) {
    when = occasion;
    return this;
  }

  AccessRules reads(Topic<?>... topics) {
    for (Topic<?> topic : topics) {
      literal(ResourceType.TOPIC, topic.name(), READ);
    }
    return this;
  }

  AccessRules writes(Topic<?>... topics) {
    for (Topic<?> topic : topics) {
      literal(ResourceType.TOPIC, topic.name(), WRITE);
    }
    return this;
  }

  AccessRules describesConfigs(Topic<?>... topics) {
    for (Topic<?> topic : topics) {
      literal(ResourceType.TOPIC, topic.name(), DESCRIBE_CONFIGS);
    }
    return this;
  }

  /** What each worker does that takes records off a topic, beside its outputs. */
  AccessRules works(String worker, Topic<?> input) {
    return takes(worker, input).setsAside(worker);
  }

  AccessRules takes(String worker, Topic<?> input) {
    reads(input).writes(Topics.LEDGER, Topics.DEAD_LETTER_STATES);
    return literal(ResourceType.TOPIC, Topics.replays(worker), READ);
  }

  AccessRules setsAside(String worker) {
    return literal(ResourceType.TOPIC, Topics.deadLetters(worker), WRITE);
  }

  /** Transactions and places in the group of a worker that is no application of Kafka Streams. */
  AccessRules loops(String group, String transactions) {
    literal(ResourceType.GROUP, group, READ);
    return prefixed(ResourceType.TRANSACTIONAL_ID, transactions + "-", WRITE);
  }

  /** An application of Kafka Streams, which makes, fills and reads topics of its own. */
  AccessRules streams(String application, Topic<?>... outputs) {
    writes(outputs);
    // It asks how large the records may be that these take.
    describesConfigs(outputs).describesConfigs(Topics.LEDGER, Topics.DEAD_LETTER_STATES);
    literal(ResourceType.TOPIC, Topics.deadLetters(application), DESCRIBE_CONFIGS);
    String own = application + "-";
    literal(ResourceType.GROUP, application, READ);
    prefixed(ResourceType.TRANSACTIONAL_ID, own, WRITE);
    for (AclOperation operation : List.of(CREATE, READ, WRITE, DESCRIBE_CONFIGS)) {
      prefixed(ResourceType.TOPIC, own, operation);
    }
    when("an input was deleted and made anew").literal(ResourceType.GROUP, application, DELETE);
    when("an input got more partitions").prefixed(ResourceType.TOPIC, own, ALTER);
    return when("");
  }

  /** Kafka Streams deletes the records between its parts that it has read. */
  AccessRules repartitions(String application) {
    return prefixed(ResourceType.TOPIC, application + "-", DELETE);
  }

  /** Topics beside some, for what a stage makes in a rehearsal. */
  AccessRules rehearses(Topic<?>... topics) {
    for (Topic<?> topic : topics) {
      for (AclOperation operation : List.of(CREATE, READ, WRITE)) {
        prefixed(ResourceType.TOPIC, Topics.shadow(topic, "").name(), operation);
      }
    }
    return this;
  }

  /** Dead letters of some workers: to read them, to send them back, to give them up. */
  AccessRules letters(Collection<String> workers) {
    for (String worker : workers) {
      literal(ResourceType.TOPIC, Topics.deadLetters(worker), READ);
      literal(ResourceType.TOPIC, Topics.replays(worker), WRITE);
    }
    reads(Topics.DEAD_LETTER_STATES).writes(Topics.DEAD_LETTER_STATES);
    return prefixed(ResourceType.TRANSACTIONAL_ID, "genhowto-replays-of-", WRITE);
  }

  AccessRules literal(ResourceType type, String name, AclOperation operation) {
    return add(new ResourcePattern(type, name, PatternType.LITERAL), operation);
  }

  AccessRules prefixed(ResourceType type, String prefix, AclOperation operation) {
    return add(new ResourcePattern(type, prefix, PatternType.PREFIXED), operation);
  }

  private AccessRules add(ResourcePattern resource, AclOperation operation) {
    if (rules.stream().noneMatch(has -> has.grants(resource, operation))) {
      rules.add(new AccessRule(resource, operation, when));
    }
    return this;
  }

  List<AccessRule> rules() {
    return List.copyOf(rules);
  }
}
