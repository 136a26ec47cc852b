package org.genhowto.generator.baselines;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.genhowto.generator.sampler.SamplerKind;
import org.genhowto.schemas.MannerContract;
import org.genhowto.schemas.RequestContract;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What requests may ask for is what the methods and samplers can do. */
class MethodTest {
  @Test
  void the_contract_names_all_methods_and_samplers() {
    assertThat(RequestContract.METHODS)
        .isEqualTo(Arrays.stream(Method.values()).map(Method::spelling).toList());
    assertThat(RequestContract.SAMPLERS).isEqualTo(SamplerKind.spellings());
  }

  @ParameterizedTest
  @EnumSource
  void the_contract_lets_a_method_have_the_samplers_that_it_takes(Method method) {
    assertThat(MannerContract.samplers(method.spelling()))
        .isEqualTo(
            Arrays.stream(SamplerKind.values())
                .filter(method::takes)
                .map(SamplerKind::spelling)
                .toList());
  }

  @ParameterizedTest
  @EnumSource
  void the_contract_asks_for_the_fewest_steps_of_a_sampler(SamplerKind sampler) {
    assertThat(MannerContract.steps(sampler.spelling()).lowest()).isEqualTo(sampler.fewestSteps());
  }
}
