package org.genhowto.runtime.queue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.genhowto.runtime.handler.Output;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.GenerationStatus;
import org.genhowto.schemas.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GenerationEndsTest {
  @Test
  void a_request_that_decodes_gets_a_failed_result_under_its_own_name() {
    Output<GenerationResult> output =
        GenerationEnds.refused("other".getBytes(UTF_8), request("r-1"), "it hung").orElseThrow();

    assertThat(output.key()).isEqualTo("r-1");
    assertThat(output.value().getRequestId()).isEqualTo("r-1");
    assertThat(output.value().getStatus()).isEqualTo(GenerationStatus.FAILED);
    assertThat(output.value().getError()).contains("it hung");
    assertThat(output.value().getPrompt()).isEqualTo("a sliced apple");
    assertThat(output.value().getTarget()).isEqualTo(Target.ACTION);
    assertThat(output.value().getStep()).isEqualTo(3);
  }

  @Test
  void a_value_that_does_not_decode_is_answered_under_the_name_in_its_key() {
    Output<GenerationResult> output =
        GenerationEnds.refused("r-2".getBytes(UTF_8), null, "no Avro").orElseThrow();

    assertThat(output.key()).isEqualTo("r-2");
    assertThat(output.value().getStatus()).isEqualTo(GenerationStatus.FAILED);
    assertThat(output.value().getError()).contains("no Avro");
  }

  @Test
  void a_name_that_is_none_gives_way_to_the_key() {
    assertThat(GenerationEnds.refused("r-3".getBytes(UTF_8), request("a b"), "bad name"))
        .map(Output::key)
        .contains("r-3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a/b", "schnee\u00e9", "r\n", "\u0000"})
  void a_key_that_is_no_name_names_nobody(String key) {
    assertThat(GenerationEnds.refused(key.getBytes(UTF_8), null, "no Avro")).isEmpty();
  }

  @Test
  void neither_do_bytes_that_are_no_text_nor_an_absent_or_an_endless_key() {
    assertThat(GenerationEnds.refused(new byte[] {(byte) 0xff, 'r'}, null, "no Avro")).isEmpty();
    assertThat(GenerationEnds.refused(null, null, "no Avro")).isEmpty();
    assertThat(GenerationEnds.refused("x".repeat(129).getBytes(UTF_8), null, "no Avro")).isEmpty();
  }

  @Test
  void an_endless_reason_is_cut() {
    GenerationResult result =
        GenerationEnds.refused("r".getBytes(UTF_8), null, "x".repeat(1 << 20))
            .orElseThrow()
            .value();
    assertThat(result.getError().orElseThrow().length()).isLessThan(2100);
  }

  private static GenerationRequest request(String id) {
    return GenerationRequest.newBuilder()
        .setRequestId(id)
        .setPrompt("a sliced apple")
        .setTarget(Target.ACTION)
        .setStep(3)
        .build();
  }
}
