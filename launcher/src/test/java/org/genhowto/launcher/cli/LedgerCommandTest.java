package org.genhowto.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LedgerCommandTest {
  @ParameterizedTest
  @CsvSource({"videos,summary", "videos,list", "requests,summary", "requests,list"})
  void what_does_not_answer_is_named_with_its_address_and_its_setting(String noun, String verb) {
    CommandLineRun run = CommandLineRun.of(noun, verb, "--bootstrap", "127.0.0.1:1");

    assertThat(run.code()).isNotZero();
    assertThat(run.err())
        .contains("127.0.0.1:1", "out of reach", "kafka.bootstrap")
        .doesNotContain("\tat ");
  }
}
