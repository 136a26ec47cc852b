package org.genhowto.generator.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import org.genhowto.generator.SmallModels;
import org.genhowto.generator.batching.Requests.Made;
import org.genhowto.generator.sampling.GenHowTo;
import org.genhowto.generator.sampling.LatentDiffusion;
import org.genhowto.generator.sampling.Prompt;
import org.genhowto.generator.sampling.SamplingSettings;
import org.genhowto.generator.sampling.StepwiseGenerator;
import org.genhowto.generator.sampling.Trajectory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class StepBatchMemoryTest {
  private final NDManager manager = NDManager.newBaseManager();
  private final LatentDiffusion model = SmallModels.diffusion(manager, SmallModels.UNET);
  private final StepwiseGenerator generator = new GenHowTo(model);

  /** The network remembers the names of the methods it was asked for. */
  @BeforeEach
  void everythingCalledOnce() {
    Requests.PLAIN.alone(generator);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void a_thousand_requests_leave_nothing_behind() {
    StepBatch batch = new StepBatch(BatchLimit.of(8));
    ImageDecoder decoder = new ImageDecoder(BatchLimit.of(2));
    Requests two = new Requests(Prompt.of("tea"), new SamplingSettings(2, 0, 2), 1, 1);
    run(batch, decoder, two, 2);
    int before = manager.getManagedArrays().size();
    run(batch, decoder, two, 250);
    assertThat(manager.getManagedArrays().size()).isEqualTo(before);
  }

  /** Four at a time, of which one is called off. */
  private void run(StepBatch batch, ImageDecoder decoder, Requests request, int times) {
    for (int i = 0; i < times; i++) {
      List<Trajectory> four =
          Requests.begin(generator, List.of(request, request, request, request));
      batch.step(four);
      four.get(0).preview(0);
      four.get(3).close();
      batch.step(four.subList(0, 3));
      decoder.decode(four.get(1));
      four.subList(0, 3).forEach(Trajectory::close);
    }
  }

  @Test
  void nothing_grows_from_step_to_step() {
    Requests long20 = new Requests(Prompt.of("tea"), new SamplingSettings(20, 0, 2), 1, 1, 2);
    StepBatch batch = new StepBatch(BatchLimit.none());
    try (Trajectory trajectory = long20.begin(generator)) {
      batch.step(List.of(trajectory));
      int before = manager.getManagedArrays().size();
      while (!trajectory.finished()) {
        batch.step(List.of(trajectory));
        assertThat(manager.getManagedArrays().size()).isLessThanOrEqualTo(before);
      }
    }
  }

  @Test
  void a_request_called_off_in_the_middle_frees_its_memory_at_once() {
    int before = manager.getManagedArrays().size();
    StepBatch batch = new StepBatch(BatchLimit.none());
    Trajectory stays = Requests.PLAIN.begin(generator);
    Trajectory goes = Requests.OTHERS.get(0).begin(generator);
    batch.step(List.of(stays, goes));
    int both = manager.getManagedArrays().size();
    goes.close();
    assertThat(manager.getManagedArrays().size()).isBetween(before, both - 4);
    batch.step(List.of(stays));
    stays.close();
    assertThat(manager.getManagedArrays().size()).isEqualTo(before);
  }

  @Test
  void a_request_that_cannot_begin_leaves_nothing_behind() {
    int before = manager.getManagedArrays().size();
    LatentDiffusion broken =
        new LatentDiffusion(
            manager,
            model.autoencoder(),
            (scope, prompts) -> {
              throw new IllegalArgumentException("No words");
            },
            model.denoiser(),
            model.schedule());
    assertThatThrownBy(() -> Requests.PLAIN.begin(new GenHowTo(broken))).hasMessage("No words");
    assertThat(manager.getManagedArrays().size()).isEqualTo(before);
  }

  /** A network for which so many latents are too many. */
  private static PassRunner smallerThan(int tooMany, List<Integer> passes) {
    return (network, pass, parts) -> {
      int latents = parts.stream().mapToInt(part -> part.size()).sum();
      passes.add(latents);
      if (latents >= tooMany) {
        throw new EngineException("CUDA out of memory. Tried to allocate 2.50 GiB.");
      }
      return network.predict(pass, parts);
    };
  }

  @Test
  void a_pass_that_runs_out_of_memory_is_halved_and_no_request_is_lost() {
    List<Integer> passes = new ArrayList<>();
    BatchLimit limit = BatchLimit.none();
    StepBatch batch = new StepBatch(smallerThan(4, passes), limit);
    List<Requests> requests = new ArrayList<>(Requests.OTHERS);
    requests.add(Requests.PLAIN);
    List<Trajectory> all = Requests.begin(generator, requests);
    batch.step(all);
    assertThat(all).allMatch(each -> each.stepsDone() == 1);
    assertThat(passes).startsWith(13, 6, 3);
    assertThat(limit.latents()).isEqualTo(3);
    while (!Requests.unfinished(all).isEmpty()) {
      batch.step(Requests.unfinished(all));
    }
    for (int i = 0; i < all.size(); i++) {
      Made.of(all.get(i)).assertSame(requests.get(i).alone(generator));
    }
    assertThat(passes).filteredOn(latents -> latents > 3).containsExactly(13, 6);
  }

  @Test
  void memory_that_ends_between_two_passes_takes_no_step_twice() {
    List<Integer> passes = new ArrayList<>();
    StepBatch batch =
        new StepBatch(
            (network, pass, parts) -> {
              passes.add(parts.size());
              if (passes.size() == 2) {
                throw new EngineException("DefaultCPUAllocator: can't allocate memory: you tried");
              }
              return network.predict(pass, parts);
            },
            BatchLimit.of(4));
    List<Trajectory> all =
        Requests.begin(generator, List.of(Requests.PLAIN, Requests.PLAIN, Requests.PLAIN));
    batch.step(all);
    assertThat(all).allMatch(each -> each.stepsDone() == 1);
  }

  @Test
  void one_latent_that_does_not_fit_is_said_and_the_request_is_as_it_was() {
    Trajectory plain = Requests.PLAIN.begin(generator);
    StepBatch batch = new StepBatch(smallerThan(1, new ArrayList<>()), BatchLimit.none());
    int before = manager.getManagedArrays().size();
    assertThatThrownBy(() -> batch.step(List.of(plain))).hasMessageContaining("out of memory");
    assertThat(manager.getManagedArrays().size()).isEqualTo(before);
    assertThat(plain.stepsDone()).isZero();
    StepBatch larger = new StepBatch(BatchLimit.none());
    while (!plain.finished()) {
      larger.step(List.of(plain));
    }
    Made.of(plain).assertSame(Requests.PLAIN.alone(generator));
  }

  @Test
  void another_failure_is_not_tried_again() {
    List<Integer> passes = new ArrayList<>();
    StepBatch batch =
        new StepBatch(
            (network, pass, parts) -> {
              passes.add(parts.size());
              throw new EngineException("shapes differ");
            },
            BatchLimit.none());
    Trajectory plain = Requests.PLAIN.begin(generator);
    assertThatThrownBy(() -> batch.step(List.of(plain))).hasMessage("shapes differ");
    assertThat(passes).hasSize(1);
    assertThat(plain.stepsDone()).isZero();
  }
}
