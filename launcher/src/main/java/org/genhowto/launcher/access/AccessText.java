package org.genhowto.launcher.access;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;

/** The rules as people and Kafka's own tool read them. */
public final class AccessText {
  private static final Map<ResourceType, String> OPTIONS =
      Map.of(
          ResourceType.TOPIC, "--topic",
          ResourceType.GROUP, "--group",
          ResourceType.TRANSACTIONAL_ID, "--transactional-id",
          ResourceType.CLUSTER, "--cluster");

  private static final String INTRODUCTION =
      """
      # Who may do what on Kafka

      <!-- Made by `genhowto topics acls --markdown`; change `Role` in the code, not this page. -->

      The least that each worker, and whoever uses the command line, has to be let do by a Kafka with an authorizer.
      DESCRIBE comes with every other rule of a topic or group. A name that ends in `*` is the beginning of names.
      `genhowto topics acls ROLE... --apply` makes the rules, for principals that are called `User:ROLE` or as `--principal` says;
      without `--apply` it lists them, with `--commands` as calls of `kafka-acls.sh`.
      The Schema Registry needs its own, as its documentation says; the workers reach it over HTTP alone.
      """;

  private AccessText() {}

  /** One line for each rule, for a terminal. */
  public static String table(Role role, String principal) {
    return role.rules().stream()
        .map(
            rule ->
                "%-24s %-17s %-16s %s%s%n"
                    .formatted(
                        principal,
                        rule.operation(),
                        rule.resource().resourceType(),
                        name(rule),
                        rule.when().isEmpty() ? "" : "  (where " + rule.when() + ")"))
        .collect(Collectors.joining());
  }

  /** Calls of kafka-acls.sh that add the rules. */
  public static String commands(Role role, String principal, String bootstrap) {
    return role.rules().stream()
        .map(rule -> command(rule, principal, bootstrap))
        .collect(Collectors.joining());
  }

  private static String command(AccessRule rule, String principal, String bootstrap) {
    String resource = OPTIONS.get(rule.resource().resourceType());
    if (rule.resource().resourceType() != ResourceType.CLUSTER) {
      resource += " '%s'".formatted(rule.resource().name());
    }
    return "kafka-acls.sh --bootstrap-server %s --command-config client.properties --add --allow-principal '%s' --operation %s %s%s%n"
        .formatted(
            bootstrap,
            principal,
            rule.operation(),
            resource,
            rule.resource().patternType() == PatternType.PREFIXED
                ? " --resource-pattern-type prefixed"
                : "");
  }

  /** The page of the documentation. */
  public static String markdown(Collection<Role> roles) {
    StringBuilder page = new StringBuilder(INTRODUCTION);
    for (Role role : roles) {
      page.append("\n## %s\n\n%s.\n\n".formatted(role.spelling(), sentence(role.who())));
      page.append("| operation | on | named | needed |\n|---|---|---|---|\n");
      for (AccessRule rule : role.rules()) {
        page.append(
            "| %s | %s | `%s` | %s |\n"
                .formatted(
                    rule.operation(),
                    rule.resource()
                        .resourceType()
                        .name()
                        .toLowerCase(Locale.ROOT)
                        .replace('_', ' '),
                    name(rule),
                    rule.when().isEmpty() ? "always" : "where " + rule.when()));
      }
    }
    return page.toString();
  }

  private static String name(AccessRule rule) {
    return rule.resource().name()
        + (rule.resource().patternType() == PatternType.PREFIXED ? "*" : "");
  }

  private static String sentence(String words) {
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }
}
