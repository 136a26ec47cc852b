package org.genhowto.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.genhowto.runtime.blob.Sha256;
import org.junit.jupiter.api.Test;

class TokenCommandTest {
  @Test
  void a_token_comes_with_the_line_of_its_hash() {
    List<String> lines = CommandLineRun.of("token", "arm-1").out().lines().toList();

    String token = lines.get(0).replaceFirst("token +", "");
    assertThat(token).matches("[A-Za-z0-9_-]{43}");
    assertThat(lines.get(1))
        .isEqualTo(
            "line   arm-1 %s 60 100 high"
                .formatted(Sha256.of(token.getBytes(StandardCharsets.UTF_8))));
    assertThat(CommandLineRun.of("token", "arm-1").out()).doesNotContain(token);
  }

  @Test
  void a_name_that_is_none_is_refused() {
    CommandLineRun run = CommandLineRun.of("token", "a b");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("NAME is 'a b', expected");
  }
}
