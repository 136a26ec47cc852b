package org.genhowto.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.genhowto.generator.sampling.GenHowToTest;
import org.genhowto.networks.checkpoint.ModelFolder;
import org.genhowto.networks.image.Images;
import org.genhowto.runtime.handler.Incoming;
import org.genhowto.runtime.handler.Outcome;
import org.genhowto.schemas.BlobRef;
import org.genhowto.schemas.GeneratedImage;
import org.genhowto.schemas.GenerationProgress;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.GenerationStatus;
import org.genhowto.schemas.RequestContract;
import org.genhowto.schemas.Target;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests to the miniature models, without a queue. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MiniatureGenerationTest {
  private static final Path MODELS = Path.of("../miniature/models");
  private static final byte[] PNG = Images.png(GenHowToTest.picture(64, 64, 3));

  private final MemoryBlobs blobs = new MemoryBlobs();
  private final BlobRef input = blobs.put(PNG, "image/png");
  private DeviceModels models;
  private ClipJudge judge;
  private final ExecutorService pool = Executors.newFixedThreadPool(8);

  @BeforeAll
  void load() {
    models = DeviceModels.load(settings(), Device.cpu());
    models.settle();
    models.start();
    judge = new ClipJudge(Device.cpu(), settings().clip());
  }

  @AfterAll
  void close() {
    pool.shutdown();
    judge.close();
    models.close();
  }

  static GeneratorSettings settings() {
    return new GeneratorSettings(
        MODELS.resolve("diffusion"),
        Map.of(
            Target.ACTION, MODELS.resolve("genhowto-actions"),
            Target.FINAL_STATE, MODELS.resolve("genhowto-states")),
        10_000,
        List.of("cpu"),
        4,
        Optional.empty(),
        MODELS.resolve("clip"),
        1,
        Path.of("target/releases"));
  }

  private GenerationRequest request(Consumer<GenerationRequest.Builder> change) {
    GenerationRequest.Builder request =
        GenerationRequest.newBuilder()
            .setRequestId("r")
            .setImage(input)
            .setPrompt("a sliced apple on a table")
            .setTarget(Target.FINAL_STATE)
            .setSteps(4)
            .setSkip(1)
            .setSeed(5L);
    change.accept(request);
    return request.build();
  }

  private GenerationResult result(GenerationRequest request) throws Exception {
    return result(request, new Alone(), judge);
  }

  private GenerationResult result(GenerationRequest request, Alone progress, PromptJudge by)
      throws Exception {
    GenerationHandler handler =
        new GenerationHandler(
            models, by, blobs, new GenerationHandler.Place("w", Clock.systemUTC(), 10_000));
    Outcome outcome =
        handler.handle(new Incoming<>("r", request, "generation-requests", 0, 0, 1), progress);
    GenerationResult result = (GenerationResult) ((Outcome.Emit) outcome).outputs().get(0).value();
    assertThat(result.getStatus())
        .as(result.getError().orElse(""))
        .isEqualTo(GenerationStatus.SUCCEEDED);
    return result;
  }

  private static List<String> hashes(GenerationResult result) {
    return result.getImages().stream().map(image -> image.getImage().getSha256()).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"genhowto", "stable-diffusion", "sdedit", "edit-friendly"})
  void every_method_can_be_asked_for(String method) throws Exception {
    Alone progress = new Alone();
    GenerationResult result =
        result(request(r -> r.setMethod(method).setCount(2)), progress, judge);

    assertThat(result.getMethod()).isEqualTo(method);
    assertThat(hashes(result)).hasSize(2).doesNotHaveDuplicates();
    assertThat(result.getModelVersion())
        .endsWith(new ModelFolder(MODELS.resolve("diffusion")).version());
    GenerationProgress last = progress.told.get(progress.told.size() - 1);
    assertThat(last.getStepsDone()).isEqualTo(last.getStepsTotal());
    assertThat(progress.told)
        .allSatisfy(each -> assertThat(each.getStepsTotal()).isEqualTo(last.getStepsTotal()));
  }

  @Test
  void a_method_without_weights_fails_and_disturbs_nobody() throws Exception {
    GenerationHandler handler =
        new GenerationHandler(
            models, judge, blobs, new GenerationHandler.Place("w", Clock.systemUTC(), 10_000));
    GenerationRequest edit = request(r -> r.setMethod("instruct-pix2pix"));
    Outcome.Emit outcome =
        (Outcome.Emit)
            handler.handle(new Incoming<>("r", edit, "generation-requests", 0, 0, 1), new Alone());
    GenerationResult failed = (GenerationResult) outcome.outputs().get(0).value();

    assertThat(failed.getStatus()).isEqualTo(GenerationStatus.FAILED);
    assertThat(failed.getError().orElse(""))
        .startsWith("method is instruct-pix2pix, whose weights this worker cannot read")
        .contains("generator.instruct-pix2pix");
    result(request(r -> {}));
  }

  @Test
  void every_sampler_gives_images_of_its_own_which_its_result_makes_again() throws Exception {
    Set<String> all = new HashSet<>();
    for (String sampler : RequestContract.SAMPLERS) {
      GenerationResult result = result(request(r -> r.setSampler(sampler)));
      GenerationRequest replay = again(result).setSkip(result.getSkip()).build();

      assertThat(result.getSampler()).isEqualTo(sampler);
      assertThat(hashes(result(replay))).as(sampler).isEqualTo(hashes(result));
      all.addAll(hashes(result));
    }
    assertThat(all).hasSameSizeAs(RequestContract.SAMPLERS);
  }

  @Test
  void requests_of_every_sampler_and_size_made_together_are_the_same_as_alone() throws Exception {
    List<GenerationRequest> requests = new ArrayList<>();
    for (String sampler : RequestContract.SAMPLERS) {
      int number = requests.size();
      requests.add(
          request(
              r ->
                  r.setSampler(sampler)
                      .setSteps(4 + number % 3)
                      .setSkip(number % 2)
                      .setSeed((long) number)
                      .setSize(number % 4 == 3 ? 96 : null)
                      .setControlScale(number % 4 == 2 ? .5 : null)));
    }
    List<CompletableFuture<GenerationResult>> together =
        requests.stream()
            .map(request -> CompletableFuture.supplyAsync(() -> unchecked(request), pool))
            .toList();
    for (int i = 0; i < requests.size(); i++) {
      BlobRef beside = together.get(i).get().getImages().get(0).getImage();
      BlobRef alone = result(requests.get(i)).getImages().get(0).getImage();
      assertThat(beside.getWidth()).contains(i % 4 == 3 ? 96 : 64);
      assertThat(most(blobs.read(beside), blobs.read(alone))).isLessThanOrEqualTo(1);
    }
  }

  private GenerationResult unchecked(GenerationRequest request) {
    try {
      return result(request);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** The largest difference, in levels of 256. */
  private static int most(byte[] png, byte[] otherPng) throws Exception {
    byte[] one = Images.decode(png).rgb();
    byte[] other = Images.decode(otherPng).rgb();
    assertThat(one).hasSameSizeAs(other);
    return IntStream.range(0, one.length)
        .map(i -> Math.abs((one[i] & 0xff) - (other[i] & 0xff)))
        .max()
        .orElseThrow();
  }

  @Test
  void control_and_size_change_the_image_and_can_be_made_again() throws Exception {
    GenerationResult plain = result(request(r -> {}));
    GenerationResult weak = result(request(r -> r.setControlScale(0.)));
    GenerationResult early = result(request(r -> r.setControlEnd(.5).setSize(72)));

    assertThat(hashes(weak)).isNotEqualTo(hashes(plain));
    assertThat(early.getImages().get(0).getImage().getWidth()).contains(72);
    for (GenerationResult result : List.of(plain, weak, early)) {
      GenerationRequest replay = again(result).setSkip(result.getSkip()).build();
      assertThat(hashes(result(replay))).isEqualTo(hashes(result));
    }
  }

  @Test
  void edit_friendly_goes_from_what_the_image_shows_and_in_other_sizes() throws Exception {
    GenerationResult plain = result(request(r -> r.setMethod("edit-friendly")));
    GenerationResult told =
        result(request(r -> r.setMethod("edit-friendly").setSourcePrompt("an apple").setSize(72)));

    assertThat(hashes(told)).isNotEqualTo(hashes(plain));
    assertThat(told.getImages().get(0).getImage().getHeight()).contains(72);
    GenerationRequest replay = again(told).setSkip(told.getSkip()).build();
    assertThat(hashes(result(replay))).isEqualTo(hashes(told));
  }

  @Test
  void more_skipped_steps_stay_closer_to_the_input() throws Exception {
    GenerationResult result =
        result(request(r -> r.setSkip(null).setSteps(6).setSweep(List.of(0, 3, 5))));
    assertThat(result.getImages()).extracting(GeneratedImage::getSeed).containsOnly(5L);
    List<Double> apart = new ArrayList<>();
    for (GeneratedImage image : result.getImages()) {
      apart.add(distance(blobs.read(image.getImage())));
    }
    assertThat(apart.get(2)).isLessThan(apart.get(0));
  }

  private static double distance(byte[] png) throws Exception {
    byte[] one = Images.decode(PNG).rgb();
    byte[] other = Images.decode(png).rgb();
    return IntStream.range(0, one.length)
        .map(i -> Math.abs((one[i] & 0xff) - (other[i] & 0xff)))
        .average()
        .orElseThrow();
  }

  @Test
  void candidates_are_judged_by_clip() throws Exception {
    GenerationResult result = result(request(r -> r.setCandidates(5).setCount(2)));
    assertThat(result.getImages())
        .hasSize(2)
        .allSatisfy(
            image -> {
              assertThat(image.getSeed()).isBetween(5L, 9L);
              assertThat(image.getAgreement().orElseThrow()).isBetween(-1., 1.).isNotZero();
              assertThat(image.getBackground().orElseThrow()).isBetween(.2, 1.);
            });
  }

  @Test
  void a_judge_without_clip_says_where_it_looked() {
    ClipJudge blind = new ClipJudge(Device.cpu(), Path.of("/nowhere"));
    assertThatThrownBy(blind::version)
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("/nowhere (setting generator.clip)");
    blind.close();
  }

  @Test
  void previews_are_small_pictures_of_the_first_image() throws Exception {
    Alone progress = new Alone();
    result(request(r -> r.setSteps(40).setPreviewEvery(1)), progress, judge);
    List<BlobRef> previews =
        progress.told.stream().flatMap(each -> each.getPreview().stream()).toList();
    assertThat(previews).isNotEmpty();
    for (BlobRef preview : previews) {
      assertThat(preview.getWidth()).contains(64);
      assertThat(Images.decode(blobs.read(preview)).width()).isEqualTo(64);
    }
    assertThat(progress.told).extracting(GenerationProgress::getStepsDone).isSorted();
  }

  /** What the result of a request says, asked for again. */
  private static GenerationRequest.Builder again(GenerationResult result) {
    GeneratedImage first = result.getImages().get(0);
    return GenerationRequest.newBuilder()
        .setRequestId("again")
        .setImage(result.getInput().orElseThrow())
        .setPrompt(result.getPrompt())
        .setNegativePrompt(result.getNegativePrompt())
        .setTarget(result.getTarget())
        .setMethod(result.getMethod())
        .setSampler(result.getSampler())
        .setSize(result.getSize().orElse(null))
        .setControlScale(result.getControlScale().orElse(null))
        .setControlStart(result.getControlStart().orElse(null))
        .setControlEnd(result.getControlEnd().orElse(null))
        .setImageGuidance(result.getImageGuidance().orElse(null))
        .setSourcePrompt(result.getSourcePrompt())
        .setModelVersion(result.getModelVersion())
        .setSteps(result.getSteps())
        .setGuidance(result.getGuidance())
        .setSeed(first.getSeed());
  }

  @ParameterizedTest
  @ValueSource(strings = {"genhowto", "stable-diffusion", "sdedit", "edit-friendly"})
  void a_result_says_all_that_is_needed_to_make_its_images_again(String method) throws Exception {
    GenerationResult result =
        result(
            request(
                r ->
                    r.setSteps(null)
                        .setSkip(null)
                        .setSeed(null)
                        .setMethod(method)
                        .setSampler(method.equals("sdedit") ? "euler-ancestral" : null)
                        .setNegativePrompt("a hand")
                        .setTarget(Target.ACTION)
                        .setSteps(5)
                        .setCount(2)));
    GenerationRequest replay =
        again(result).setSkip(result.getSkip()).setCount(result.getImages().size()).build();
    assertThat(hashes(result(replay))).isEqualTo(hashes(result));
  }

  @Test
  void a_sweep_can_be_made_again_from_its_result() throws Exception {
    GenerationResult result =
        result(request(r -> r.setSkip(null).setSteps(5).setSweep(List.of(0, 2, 4))));
    List<Integer> skips =
        result.getImages().stream().map(image -> image.getSkip().orElseThrow()).toList();
    assertThat(hashes(result(again(result).setSweep(skips).build()))).isEqualTo(hashes(result));
  }

  @Test
  void a_candidate_can_be_made_again_from_its_seed() throws Exception {
    GenerationResult result = result(request(r -> r.setCandidates(3)));
    GenerationRequest replay = again(result).setSkip(result.getSkip()).build();
    assertThat(hashes(result(replay))).isEqualTo(hashes(result));
  }
}
