package org.genhowto.generator.baselines;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.genhowto.generator.SmallModels;
import org.genhowto.generator.baselines.EditFriendlyInversion.Inversion;
import org.genhowto.generator.baselines.EditFriendlyInversion.Source;
import org.genhowto.generator.sampler.DdimSampler;
import org.genhowto.generator.sampler.NoiseSchedule;
import org.genhowto.generator.sampler.Sampler;
import org.genhowto.generator.sampling.DenoisingLoop;
import org.genhowto.generator.sampling.DenoisingLoop.Predictor;
import org.genhowto.generator.sampling.GenHowToTest;
import org.genhowto.generator.sampling.GenerationListener;
import org.genhowto.generator.sampling.LatentDiffusion;
import org.genhowto.generator.sampling.NoiseSource;
import org.genhowto.generator.sampling.Prompt;
import org.genhowto.generator.sampling.SamplingSettings;
import org.genhowto.generator.sampling.Watching;
import org.genhowto.networks.image.RgbImage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class EditFriendlyInversionTest {
  private static final SamplingSettings SAMPLING = new SamplingSettings(8, 3, 4);
  private static final RgbImage PICTURE = GenHowToTest.picture(40, 32, 7);

  private final NDManager manager = NDManager.newBaseManager();
  private LatentDiffusion model;

  @BeforeEach
  void aSmallModel() {
    model = SmallModels.diffusion(manager, SmallModels.UNET);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void the_same_prompt_and_guidance_lead_back_to_the_input() {
    // Given the published numbers of steps, and every latent's noise
    SamplingSettings sampling = EditFriendlyInversion.PUBLISHED.withGuidance(3.5);
    NoiseSchedule schedule = model.schedule();
    Sampler sampler = DdimSampler.ddpm(schedule, sampling.steps(), sampling.skip());
    EditFriendlyInversion edits = new EditFriendlyInversion(model, Source.captioned("an apple"));
    NDArray clean = model.scaledLatent(manager, PICTURE);
    List<NDArray> noisy = edits.noisy(sampler, clean, NoiseSource.seeded(5));
    List<NDArray> before = noisy.stream().map(NDArray::duplicate).toList();
    DenoisingLoop loop = new DenoisingLoop(sampler, GenerationListener.NONE);

    // When
    Inversion inversion = edits.invert(noisy, loop).orElseThrow();
    Predictor predictor = edits.predictor(manager, Prompt.of("an apple"), sampling);
    List<NDArray> seen = new ArrayList<>();
    NDArray edited =
        edits
            .edit(
                inversion,
                (latent, t) -> {
                  NDArray copy = latent.duplicate();
                  copy.attach(manager);
                  seen.add(copy);
                  return predictor.output(latent, t);
                },
                loop)
            .orElseThrow();

    // Then
    assertThat(seen).hasSize(64);
    for (int i = 0; i < seen.size(); i++) {
      assertThat(apart(seen.get(i), before.get(i))).isLessThan(1e-4f);
    }
    // The last step estimates the clean latent and adds nothing.
    assertThat(edited.sub(clean).abs().mean().getFloat()).isLessThan((float) schedule.noise(1));
    assertThat(apart(before.get(0), clean)).isGreaterThan(1);
  }

  @Test
  void noise_is_drawn_anew_at_every_timestep_and_not_changed_by_the_skip() {
    EditFriendlyInversion edits = new EditFriendlyInversion(model, Source.UNKNOWN);
    NDArray clean = manager.zeros(new Shape(1, 4, 8, 8));
    List<NDArray> all =
        edits.noisy(new DdimSampler(model.schedule(), 8, 0), clean, NoiseSource.seeded(1));
    List<NDArray> fewer =
        edits.noisy(new DdimSampler(model.schedule(), 8, 3), clean, NoiseSource.seeded(1));

    assertThat(all).hasSize(8);
    assertThat(fewer).hasSize(5);
    for (int i = 0; i < 5; i++) {
      assertThat(apart(all.get(i + 3), fewer.get(i))).isZero();
    }
    NDArray first = all.get(0).flatten();
    NDArray second = all.get(1).flatten();
    double cosine =
        first.mul(second).sum().getFloat() / first.norm().getFloat() / second.norm().getFloat();
    assertThat(Math.abs(cosine)).isLessThan(.3);
  }

  @Test
  void prompts_and_seeds_count() {
    RgbImage first = one("an apple", "a sliced apple", 1);
    assertThat(one("an apple", "a sliced apple", 1)).isEqualTo(first);
    assertThat(one("an apple", "a sliced apple", 2)).isNotEqualTo(first);
    assertThat(one("an apple", "a peeled apple", 1)).isNotEqualTo(first);
    assertThat(one("", "a sliced apple", 1)).isNotEqualTo(first);
  }

  @Test
  void every_seed_is_an_edit_of_its_own() {
    List<RgbImage> images =
        generate(List.of(NoiseSource.seeded(1), NoiseSource.seeded(2)), GenerationListener.NONE)
            .orElseThrow();
    assertThat(images)
        .containsExactly(
            one("an apple", "a sliced apple", 1), one("an apple", "a sliced apple", 2));
  }

  @Test
  void progress_counts_inversion_and_edit() {
    Watching watching = new Watching(Integer.MAX_VALUE);
    generate(List.of(NoiseSource.seeded(1), NoiseSource.seeded(2)), watching);
    // Five steps are not skipped; the inversion needs no noise for the last.
    assertThat(watching.seen()).hasSize(18).startsWith("1/18").endsWith("18/18");
  }

  @Test
  void a_cancelled_edit_ends_before_the_next_step_and_leaves_nothing_behind() {
    generate(List.of(NoiseSource.seeded(1)), GenerationListener.NONE);
    int before = manager.getManagedArrays().size();
    for (int steps : new int[] {0, 2, 6}) {
      Watching watching = new Watching(steps);
      assertThat(generate(List.of(NoiseSource.seeded(1)), watching)).isEmpty();
      assertThat(watching.seen()).hasSize(steps);
    }
    generate(List.of(NoiseSource.seeded(1)), GenerationListener.NONE);
    assertThat(manager.getManagedArrays()).hasSize(before);
  }

  private Optional<List<RgbImage>> generate(List<NoiseSource> noise, GenerationListener watcher) {
    return new EditFriendlyInversion(model, Source.captioned("an apple"))
        .generate(PICTURE, "a sliced apple", SAMPLING, noise, watcher);
  }

  private RgbImage one(String source, String prompt, long seed) {
    return new EditFriendlyInversion(model, Source.captioned(source))
        .generate(
            PICTURE, prompt, SAMPLING, List.of(NoiseSource.seeded(seed)), GenerationListener.NONE)
        .orElseThrow()
        .get(0);
  }

  private static float apart(NDArray one, NDArray other) {
    return one.sub(other).abs().max().getFloat();
  }
}
