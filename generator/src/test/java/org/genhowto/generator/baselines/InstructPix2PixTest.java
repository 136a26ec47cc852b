package org.genhowto.generator.baselines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.genhowto.generator.SmallModels;
import org.genhowto.generator.batching.BatchLimit;
import org.genhowto.generator.batching.ImageDecoder;
import org.genhowto.generator.batching.StepBatch;
import org.genhowto.generator.sampling.GenHowToTest;
import org.genhowto.generator.sampling.GenerationListener;
import org.genhowto.generator.sampling.LatentDiffusion;
import org.genhowto.generator.sampling.NoiseSource;
import org.genhowto.generator.sampling.Prompt;
import org.genhowto.generator.sampling.SamplingSettings;
import org.genhowto.generator.sampling.Trajectory;
import org.genhowto.generator.sampling.Watching;
import org.genhowto.networks.image.RgbImage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InstructPix2PixTest {
  private static final SamplingSettings SAMPLING = new SamplingSettings(4, 0, 7.5);
  private static final RgbImage PICTURE = GenHowToTest.picture(40, 32, 7);
  private static final RgbImage OTHER = GenHowToTest.picture(40, 32, 90);

  private final NDManager manager = NDManager.newBaseManager();
  private LatentDiffusion model;

  @BeforeEach
  void aSmallModel() {
    model = SmallModels.diffusion(manager, SmallModels.UNET.withInChannels(8));
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void image_instruction_and_seed_count() {
    RgbImage first = one(1.5, PICTURE, "make it sliced", SAMPLING);
    assertThat(first.width()).isEqualTo(model.side());
    assertThat(one(1.5, PICTURE, "make it sliced", SAMPLING)).isEqualTo(first);
    assertThat(one(1.5, OTHER, "make it sliced", SAMPLING)).isNotEqualTo(first);
    assertThat(one(1.5, PICTURE, "make it peeled", SAMPLING)).isNotEqualTo(first);
    assertThat(
            generate(List.of(NoiseSource.seeded(2)), GenerationListener.NONE).orElseThrow().get(0))
        .isNotEqualTo(first);
  }

  @Test
  void without_an_instruction_its_guidance_counts_for_nothing() {
    assertThat(near(one(1.5, PICTURE, "", SAMPLING), one(1.5, PICTURE, "", zero()))).isTrue();
    assertThat(near(one(1.5, PICTURE, "x", SAMPLING), one(1.5, PICTURE, "x", zero()))).isFalse();
  }

  @Test
  void without_any_guidance_the_image_counts_for_nothing() {
    assertThat(near(one(0, PICTURE, "x", zero()), one(0, OTHER, "y", zero()))).isTrue();
    assertThat(near(one(1, PICTURE, "x", zero()), one(1, OTHER, "y", zero()))).isFalse();
  }

  @Test
  void a_cancelled_sampling_ends_before_the_next_step_and_leaves_nothing_behind() {
    Watching all = new Watching(Integer.MAX_VALUE);
    generate(List.of(NoiseSource.seeded(1), NoiseSource.seeded(2)), all);
    assertThat(all.seen()).containsExactly("1/4", "2/4", "3/4", "4/4");
    int before = manager.getManagedArrays().size();
    Watching two = new Watching(2);
    assertThat(generate(List.of(NoiseSource.seeded(1)), two)).isEmpty();
    assertThat(two.seen()).containsExactly("1/4", "2/4");
    assertThat(manager.getManagedArrays()).hasSize(before);
  }

  @Test
  void in_company_and_out_of_step_the_images_are_the_same() {
    InstructPix2Pix edits = new InstructPix2Pix(model, 1.5);
    StepBatch batch = new StepBatch(BatchLimit.of(5));
    try (Trajectory one = begin(edits, PICTURE, "make it sliced", SAMPLING, 1);
        Trajectory other = begin(edits, OTHER, "x", SAMPLING.withSteps(7), 2, 3)) {
      batch.step(List.of(other));
      while (!one.finished()) {
        batch.step(List.of(other, one));
      }
      RgbImage image = new ImageDecoder(BatchLimit.none()).decode(one).get(0);
      assertThat(near(image, one(1.5, PICTURE, "make it sliced", SAMPLING))).isTrue();
      assertThat(other.stepsDone()).isEqualTo(5);
    }
  }

  private static Trajectory begin(
      InstructPix2Pix edits,
      RgbImage input,
      String prompt,
      SamplingSettings sampling,
      long... seeds) {
    return edits.begin(
        input,
        Prompt.of(prompt),
        sampling,
        LongStream.of(seeds).mapToObj(NoiseSource::seeded).toList());
  }

  @Test
  void a_caption_becomes_an_instruction() {
    assertThat(InstructPix2Pix.instruction("a sliced apple")).isEqualTo("make it a sliced apple");
  }

  @Test
  void one_step_is_refused() {
    assertThatThrownBy(() -> one(1, PICTURE, "x", new SamplingSettings(1, 0, 1)))
        .hasMessage("steps is 1, expected 2 to 1000");
  }

  private static SamplingSettings zero() {
    return SAMPLING.withGuidance(0);
  }

  private Optional<List<RgbImage>> generate(List<NoiseSource> noise, GenerationListener watcher) {
    return new InstructPix2Pix(model, 1.5)
        .generate(PICTURE, "make it sliced", SAMPLING, noise, watcher);
  }

  private RgbImage one(
      double imageGuidance, RgbImage input, String prompt, SamplingSettings sampling) {
    return new InstructPix2Pix(model, imageGuidance)
        .generate(input, prompt, sampling, List.of(NoiseSource.seeded(1)), GenerationListener.NONE)
        .orElseThrow()
        .get(0);
  }

  private static boolean near(RgbImage one, RgbImage other) {
    for (int i = 0; i < one.rgb().length; i++) {
      if (Math.abs((one.rgb()[i] & 0xff) - (other.rgb()[i] & 0xff)) > 1) {
        return false;
      }
    }
    return true;
  }
}
