package org.genhowto.generator.training;

import static org.assertj.core.api.Assertions.assertThat;

import org.genhowto.generator.SmallModels;
import org.genhowto.generator.diffusion.UNetConfig;
import org.genhowto.generator.diffusion.UNetParameters;
import org.junit.jupiter.api.Test;

class TrainingMemoryTest {

  @Test
  void all_of_the_control_net_is_trained_and_the_decoder_of_the_u_net() {
    TrainingMemory memory = TrainingMemory.of(SmallModels.UNET);
    long unet = UNetParameters.unet(SmallModels.UNET).size();
    long controlnet = UNetParameters.controlnet(SmallModels.UNET).size();
    assertThat(memory.all()).isEqualTo(unet + controlnet);
    assertThat(memory.trained()).isBetween(controlnet + 1, memory.all() - 1);
    assertThat(memory.bytes()).isEqualTo(4 * memory.all() + 16 * memory.trained());
  }

  @Test
  void stable_diffusion2_needs_nineteen_gigabytes_beside_its_activations() {
    TrainingMemory memory = TrainingMemory.of(UNetConfig.STABLE_DIFFUSION_2);
    assertThat(memory.all()).isEqualTo(865_910_724 + 364_075_520);
    assertThat(memory.bytes()).isEqualTo(18_973_131_600L);
  }
}
