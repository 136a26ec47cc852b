package org.genhowto.launcher.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.genhowto.launcher.cli.Genhowto;
import org.genhowto.launcher.station.WorkerCatalogue;
import org.junit.jupiter.api.Test;

class AccessTextTest {
  @Test
  void the_page_of_rules_is_what_the_code_says() throws IOException {
    assertThat(Files.readString(Path.of("../docs/access.md")))
        .as("make it anew with: ./genhowto topics acls --markdown > docs/access.md")
        .isEqualTo(AccessText.markdown(List.of(Role.values())));
  }

  @Test
  void every_worker_is_a_role_of_its_name() {
    assertThat(Stream.of(Role.values()).map(Role::spelling))
        .containsAll(Stream.of(WorkerCatalogue.values()).map(WorkerCatalogue::spelling).toList());
  }

  @Test
  void nobody_may_do_everything() {
    for (Role role : Role.values()) {
      assertThat(role.rules())
          .as(role.spelling())
          .isNotEmpty()
          .noneMatch(
              rule ->
                  rule.resource().name().equals("*")
                      && !rule.operation().name().startsWith("DESCRIBE"))
          .noneMatch(rule -> rule.operation().name().equals("ALL"));
    }
  }

  @Test
  void commands_name_principal_operation_and_resource() {
    assertThat(run("topics", "acls", "ingest", "--principal", "User:CN=i", "--commands"))
        .startsWith("0 ")
        .contains(
            "kafka-acls.sh --bootstrap-server localhost:9092 --command-config client.properties"
                + " --add --allow-principal 'User:CN=i' --operation READ --topic"
                + " 'video-references'\n")
        .contains(
            "--operation WRITE --transactional-id 'genhowto-ingest-' --resource-pattern-type"
                + " prefixed\n");
    assertThat(run("topics", "acls", "administrator", "--commands"))
        .contains("--allow-principal 'User:administrator' --operation CREATE --cluster\n");
  }

  @Test
  void what_is_no_role_and_who_is_no_principal_is_said() {
    assertThat(run("topics", "acls", "ingets"))
        .startsWith("2 ")
        .contains("unknown role 'ingets', expected one of [ingest, ");
    assertThat(run("topics", "acls", "--principal", "User:x"))
        .startsWith("2 ")
        .contains("--principal names one, and there are");
    assertThat(run("topics", "acls", "ingest", "--principal", "ingest"))
        .startsWith("2 ")
        .contains("--principal is 'ingest', expected a type and a name such as User:ingest");
    assertThat(run("topics", "acls", "--apply", "--commands")).startsWith("2 ");
  }

  private static String run(String... words) {
    StringWriter out = new StringWriter();
    int code =
        Genhowto.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(out))
            .execute(words);
    return code + " " + out;
  }
}
