package org.genhowto.launcher.access;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclBinding;
import org.genhowto.launcher.options.ClusterOptions;
import org.genhowto.runtime.start.BrokerReach;
import org.genhowto.runtime.worker.KafkaClients;
import org.genhowto.runtime.worker.KafkaConnection;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The rules of a cluster that asks who comes. */
@Command(
    name = "acls",
    description = {
      "Lists the least that each worker, and whoever uses the command line, has to be let do by a",
      "Kafka with an authorizer. With --apply the rules are made there; those that are there stay."
    },
    footer = {
      "  genhowto topics acls                                     the whole table",
      "  genhowto topics acls ingest --principal User:CN=ingest   for the name of a certificate",
      "  genhowto topics acls captioner --commands                calls of kafka-acls.sh",
      "  genhowto topics acls --apply --config admin.properties   all rules, as their administrator"
    })
public final class AclsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ClusterOptions cluster = new ClusterOptions();

  @Parameters(
      arity = "0..*",
      paramLabel = "ROLE",
      description = "A worker, or submitter, robot, operator or administrator; all without any.")
  private List<String> names = List.of();

  @Option(
      names = "--principal",
      paramLabel = "TYPE:NAME",
      description = "Who has the role, where one is named (default User:ROLE).")
  private @Nullable String principal;

  @ArgGroup private @Nullable Form form;

  /** What becomes of the rules, in place of a table. */
  static final class Form {
    @Option(names = "--commands", description = "Prints calls of kafka-acls.sh.")
    private boolean commands;

    @Option(names = "--markdown", description = "Prints the form of docs/access.md.")
    private boolean markdown;

    @Option(names = "--apply", description = "Makes the rules on the cluster.")
    private boolean apply;
  }

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  AclsCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    List<Role> roles =
        names.isEmpty() ? List.of(Role.values()) : names.stream().map(Role::named).toList();
    check(roles);
    PrintWriter out = spec.commandLine().getOut();
    if (form != null && form.markdown) {
      out.print(AccessText.markdown(roles));
    } else if (form != null && form.apply) {
      out.println(apply(roles));
    } else {
      for (Role role : roles) {
        out.print(text(role));
      }
    }
    out.flush();
    return 0;
  }

  private void check(List<Role> roles) {
    if (principal == null) {
      return;
    }
    if (roles.size() != 1) {
      throw new ParameterException(
          spec.commandLine(),
          "--principal names one, and there are %d roles; expected one".formatted(roles.size()));
    }
    if (!principal.matches("[A-Za-z]+:.+")) {
      throw new ParameterException(
          spec.commandLine(),
          "--principal is '%s', expected a type and a name such as User:ingest"
              .formatted(principal));
    }
  }

  private String text(Role role) {
    return form != null && form.commands
        ? AccessText.commands(role, principal(role), connection().bootstrap())
        : AccessText.table(role, principal(role));
  }

  private String principal(Role role) {
    return Optional.ofNullable(principal).orElse("User:" + role.spelling());
  }

  private KafkaConnection connection() {
    return KafkaConnection.from(cluster.configuration());
  }

  private String apply(List<Role> roles) throws InterruptedException {
    List<AclBinding> bindings =
        roles.stream()
            .flatMap(role -> role.rules().stream().map(rule -> rule.of(principal(role))))
            .toList();
    KafkaConnection kafka = connection();
    BrokerReach.require(kafka);
    try (Admin admin = KafkaClients.of(kafka, "acls").admin()) {
      admin.createAcls(bindings).all().get();
      return "%d rules of %d roles are there".formatted(bindings.size(), roles.size());
    } catch (ExecutionException e) {
      throw new KafkaException("the rules are not made", e.getCause());
    }
  }
}
