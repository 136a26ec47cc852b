package org.genhowto.generator.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.genhowto.generator.SmallModels;
import org.genhowto.generator.batching.Requests.Made;
import org.genhowto.generator.diffusion.Denoiser;
import org.genhowto.generator.diffusion.Guidance.Strength;
import org.genhowto.generator.diffusion.UNetParameters;
import org.genhowto.generator.sampler.SamplerKind;
import org.genhowto.generator.sampling.GenHowTo;
import org.genhowto.generator.sampling.GenHowToTest;
import org.genhowto.generator.sampling.GenerationListener;
import org.genhowto.generator.sampling.LatentDiffusion;
import org.genhowto.generator.sampling.NoiseSource;
import org.genhowto.generator.sampling.Prompt;
import org.genhowto.generator.sampling.SamplingSettings;
import org.genhowto.generator.sampling.Steering;
import org.genhowto.generator.sampling.StepwiseGenerator;
import org.genhowto.generator.sampling.Trajectory;
import org.genhowto.networks.checkpoint.Initialization;
import org.genhowto.networks.checkpoint.Weights;
import org.genhowto.networks.image.RgbImage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StepBatchTest {
  private final NDManager manager = NDManager.newBaseManager();
  private final StepBatch batch = new StepBatch(BatchLimit.none());
  private final List<Integer> passes = new ArrayList<>();
  private LatentDiffusion base;
  private StepwiseGenerator sdEdit;
  private StepwiseGenerator genHowTo;
  private Made alone;

  @BeforeEach
  void smallModels() {
    base = SmallModels.diffusion(manager, SmallModels.UNET);
    sdEdit = new GenHowTo(base);
    genHowTo = new GenHowTo(controlled(base));
    alone = Requests.PLAIN.alone(genHowTo);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  /** No zeros anywhere, so that the input image counts. */
  private LatentDiffusion controlled(LatentDiffusion base) {
    Weights all = Weights.copyOf(manager, base.denoiser().network().weights().all());
    all.take(
        Denoiser.CONTROLNET,
        Weights.create(
            manager,
            UNetParameters.controlnet(SmallModels.UNET).shapes(),
            Initialization.fanIn(1, 5)));
    return new LatentDiffusion(
        manager,
        base.autoencoder(),
        base.text(),
        new Denoiser(manager, SmallModels.UNET, all),
        base.schedule());
  }

  private StepBatch counting(int limit) {
    return new StepBatch(
        (network, pass, parts) -> {
          passes.add(parts.stream().mapToInt(part -> part.size()).sum());
          return network.predict(pass, parts);
        },
        BatchLimit.of(limit));
  }

  @Test
  void step_by_step_is_the_same_as_in_one_go() {
    List<RgbImage> images =
        genHowTo
            .generate(
                GenHowToTest.picture(40, 32, 7),
                "a cup",
                Requests.PLAIN.sampling(),
                List.of(NoiseSource.seeded(1)),
                GenerationListener.NONE)
            .orElseThrow();
    alone.assertSameImages(images);
  }

  @Test
  void company_changes_nothing_for_anybody() {
    for (StepwiseGenerator generator : List.of(genHowTo, sdEdit)) {
      List<Requests> requests = new ArrayList<>(Requests.OTHERS);
      requests.add(1, Requests.PLAIN);
      List<Trajectory> together = Requests.begin(generator, requests);
      while (!Requests.unfinished(together).isEmpty()) {
        batch.step(Requests.unfinished(together));
      }
      for (int i = 0; i < requests.size(); i++) {
        Made.of(together.get(i)).assertSame(requests.get(i).alone(generator));
        together.get(i).close();
      }
    }
  }

  /** Every sampler with its fewest steps, with some and with all but one of them skipped. */
  private static List<Requests> ofEverySampler() {
    List<Requests> requests = new ArrayList<>();
    for (SamplerKind sampler : SamplerKind.values()) {
      for (int[] way : new int[][] {{sampler.fewestSteps(), 0}, {4, 1}, {5, 4}}) {
        requests.add(
            new Requests(
                Prompt.of("a cup of " + requests.size()),
                new SamplingSettings(way[0], way[1], 3, sampler),
                7 + requests.size(),
                requests.size()));
      }
    }
    return requests;
  }

  @Test
  void every_sampler_goes_together_with_every_other() {
    List<Requests> requests = ofEverySampler();
    List<Trajectory> together = Requests.begin(genHowTo, requests);
    while (!Requests.unfinished(together).isEmpty()) {
      batch.step(Requests.unfinished(together));
    }
    for (int i = 0; i < requests.size(); i++) {
      Made made = Made.of(together.get(i));
      made.assertSame(requests.get(i).alone(genHowTo));
      for (float value : made.latents()) {
        assertThat(value).as(requests.get(i).toString()).isFinite();
      }
    }
  }

  @Test
  void requests_of_other_sizes_and_controls_share_steps_and_no_tensor() {
    List<Requests> requests = new ArrayList<>();
    for (Integer size : new Integer[] {null, 40, 16}) {
      for (Strength control : List.of(Strength.FULL, new Strength(2, .2, .7))) {
        requests.add(
            new Requests(
                Prompt.of("tea"),
                new SamplingSettings(4 + requests.size() % 3, 1, 3)
                    .withSteering(new Steering(size, control, null)),
                9,
                requests.size()));
      }
    }
    List<Trajectory> together = Requests.begin(genHowTo, requests);
    while (!Requests.unfinished(together).isEmpty()) {
      int done = together.get(0).stepsDone();
      batch.step(Requests.unfinished(together));
      // Nobody waits for those of another size.
      assertThat(together)
          .allSatisfy(
              each ->
                  assertThat(each.stepsDone()).isEqualTo(Math.min(done + 1, each.stepsTotal())));
      if (together.get(0).finished()) {
        break;
      }
    }
    while (!Requests.unfinished(together).isEmpty()) {
      batch.step(Requests.unfinished(together));
    }
    for (int i = 0; i < requests.size(); i++) {
      Made.of(together.get(i)).assertSame(requests.get(i).alone(genHowTo));
    }
    assertThat(Made.of(together.get(2)).images().get(0).width()).isEqualTo(40);
    assertThat(Made.of(together.get(5)).images().get(0).width()).isEqualTo(16);
    assertThat(Made.of(together.get(0)).latents()).isNotEqualTo(Made.of(together.get(1)).latents());
  }

  @Test
  void of_larger_latents_fewer_go_together() {
    Requests plain = Requests.PLAIN;
    Steering twice = new Steering(2 * base.side(), Strength.FULL, null);
    Requests large =
        new Requests(plain.prompt(), plain.sampling().withSteering(twice), plain.shade(), 1, 2, 3);
    counting(8).step(List.of(large.begin(genHowTo), Requests.OTHERS.get(0).begin(genHowTo)));
    assertThat(passes).containsExactly(2, 2, 2, 6);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 4})
  void others_may_join_and_go_at_any_step(int joining) {
    Trajectory plain = Requests.PLAIN.begin(genHowTo);
    List<Trajectory> others = new ArrayList<>();
    while (!plain.finished()) {
      if (plain.stepsDone() == joining) {
        others.addAll(Requests.begin(genHowTo, Requests.OTHERS));
      }
      if (plain.stepsDone() == joining + 2) {
        others.remove(0).close(); // in the middle
      }
      List<Trajectory> all = new ArrayList<>(Requests.unfinished(others));
      all.add(plain);
      batch.step(all);
    }
    Made.of(plain).assertSame(alone);
  }

  @Test
  void a_paused_request_goes_on_as_if_nothing_had_been() {
    Trajectory paused = Requests.PLAIN.begin(genHowTo);
    batch.step(List.of(paused));
    batch.step(List.of(paused));
    for (Trajectory other : Requests.begin(genHowTo, Requests.OTHERS)) {
      while (!other.finished()) {
        batch.step(List.of(other));
      }
      other.close();
      assertThat(paused.stepsDone()).isEqualTo(2);
    }
    while (!paused.finished()) {
      batch.step(List.of(paused));
    }
    Made.of(paused).assertSame(alone);
  }

  @Test
  void the_order_does_not_matter() {
    Random random = new Random(3);
    List<Requests> requests = new ArrayList<>(Requests.OTHERS);
    requests.add(Requests.PLAIN);
    List<Trajectory> all = Requests.begin(genHowTo, requests);
    Trajectory plain = all.get(all.size() - 1);
    while (!plain.finished()) {
      List<Trajectory> shuffled = new ArrayList<>(Requests.unfinished(all));
      Collections.shuffle(shuffled, random);
      batch.step(shuffled);
    }
    Made.of(plain).assertSame(alone);
  }

  @Test
  void requests_of_one_network_share_a_pass_and_those_of_another_have_their_own() {
    Trajectory text =
        new GenHowTo(base)
            .beginFromText(
                Prompt.of("tea"), new SamplingSettings(5, 0, 7.5), List.of(NoiseSource.seeded(1)));
    List<Trajectory> all =
        List.of(
            Requests.PLAIN.begin(genHowTo),
            Requests.PLAIN.begin(sdEdit),
            Requests.OTHERS.get(0).begin(genHowTo),
            text);
    counting(100).step(all);
    assertThat(passes).containsExactly(2 + 6, 2 + 2);
    assertThat(all).allMatch(each -> each.stepsDone() == 1);
  }

  @Test
  void guidance_of_one_and_of_nothing_costs_half() {
    assertThat(Requests.OTHERS.get(2).begin(genHowTo).latentsInPass()).isEqualTo(2);
    assertThat(Requests.OTHERS.get(3).begin(genHowTo).latentsInPass()).isEqualTo(1);
    Made one = withGuidance(1).alone(genHowTo);
    Made almost = withGuidance(1 + 1e-9).alone(genHowTo);
    one.assertSame(almost);
    withGuidance(0).alone(genHowTo).assertSame(withGuidance(1e-9).alone(genHowTo));
    assertThat(one.latents()).isNotEqualTo(withGuidance(0).alone(genHowTo).latents());
  }

  private static Requests withGuidance(double scale) {
    return new Requests(
        new Prompt("a cup", "a jug"), Requests.PLAIN.sampling().withGuidance(scale), 7, 1);
  }

  @Test
  void a_negative_prompt_counts() {
    Requests negative = new Requests(new Prompt("a cup", "a jug"), Requests.PLAIN.sampling(), 7, 1);
    assertThat(negative.alone(genHowTo).latents()).isNotEqualTo(alone.latents());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 7})
  void a_limit_takes_a_step_apart_and_changes_nothing(int limit) {
    List<Requests> requests = new ArrayList<>(Requests.OTHERS);
    requests.add(Requests.PLAIN);
    List<Trajectory> all = Requests.begin(genHowTo, requests);
    StepBatch limited = counting(limit);
    limited.step(all);
    assertThat(passes).allMatch(size -> size <= limit);
    assertThat(passes.stream().mapToInt(size -> size).sum()).isEqualTo(6 + 2 + 2 + 1 + 2);
    assertThat(passes).hasSize((13 + limit - 1) / limit);
    while (!Requests.unfinished(all).isEmpty()) {
      limited.step(Requests.unfinished(all));
    }
    Made.of(all.get(4)).assertSame(alone);
    Made.of(all.get(0)).assertSame(requests.get(0).alone(genHowTo));
  }

  @Test
  void a_request_named_twice_takes_one_step() {
    Trajectory plain = Requests.PLAIN.begin(genHowTo);
    batch.step(List.of(plain, plain));
    assertThat(plain.stepsDone()).isEqualTo(1);
  }

  @Test
  void a_finished_or_closed_request_takes_no_steps() {
    Trajectory plain = Requests.PLAIN.begin(genHowTo);
    assertThatThrownBy(() -> new ImageDecoder(BatchLimit.none()).decode(plain))
        .hasMessage("The trajectory has taken 0 of its 5 steps");
    while (!plain.finished()) {
      batch.step(List.of(plain));
    }
    assertThatThrownBy(() -> batch.step(List.of(plain)))
        .hasMessage("The trajectory has taken all of its 5 steps");
    Trajectory closed = Requests.PLAIN.begin(genHowTo);
    closed.close();
    assertThatThrownBy(() -> batch.step(List.of(closed))).hasMessage("The trajectory is closed");
  }

  @Test
  void a_preview_comes_nearer_to_the_image_and_ends_close_to_it() {
    Trajectory plain = Requests.PLAIN.begin(genHowTo);
    assertThat(plain.preview(0)).isEmpty();
    RgbImage last = alone.images().get(0);
    List<Double> apart = new ArrayList<>();
    while (!plain.finished()) {
      batch.step(List.of(plain));
      apart.add(distance(plain.preview(0).orElseThrow(), last));
    }
    assertThat(apart.get(4)).isLessThan(apart.get(0)).isLessThan(3);
    assertThat(plain.preview(0).orElseThrow().width()).isEqualTo(32);
    Made.of(plain).assertSame(alone);
  }

  private static double distance(RgbImage one, RgbImage other) {
    double sum = 0;
    for (int i = 0; i < one.rgb().length; i++) {
      sum += Math.abs((one.rgb()[i] & 0xff) - (other.rgb()[i] & 0xff));
    }
    return sum / one.rgb().length;
  }
}
