package org.genhowto.generator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.genhowto.generator.baselines.Method;
import org.genhowto.generator.diffusion.Guidance.Strength;
import org.genhowto.generator.sampler.SamplerKind;
import org.genhowto.generator.sampling.GenHowToTest;
import org.genhowto.generator.sampling.GenerationListener;
import org.genhowto.generator.sampling.Prompt;
import org.genhowto.generator.sampling.SamplingSettings;
import org.genhowto.generator.sampling.Steering;
import org.genhowto.networks.image.Images;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.runtime.handler.EarlierAnswer;
import org.genhowto.runtime.handler.EarlierResult;
import org.genhowto.runtime.handler.Incoming;
import org.genhowto.runtime.handler.OutageException;
import org.genhowto.runtime.handler.Outcome;
import org.genhowto.runtime.handler.Output;
import org.genhowto.runtime.handler.Progress;
import org.genhowto.schemas.BlobRef;
import org.genhowto.schemas.CallOff;
import org.genhowto.schemas.EarlierImage;
import org.genhowto.schemas.EvaluationLabel;
import org.genhowto.schemas.GeneratedImage;
import org.genhowto.schemas.GenerationProgress;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.GenerationStage;
import org.genhowto.schemas.GenerationStatus;
import org.genhowto.schemas.Priority;
import org.genhowto.schemas.Target;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class GenerationHandlerTest {
  private static final byte[] PNG = Images.png(GenHowToTest.picture(40, 30, 0));

  private final MemoryBlobs blobs = new MemoryBlobs();
  private final Map<String, CallOff> calledOff = new HashMap<>();
  private final Map<String, EarlierResult> earlier = new HashMap<>();
  private final Map<String, EarlierAnswer> answers = new HashMap<>();
  private final List<GenerationProgress> told = new ArrayList<>();
  private final List<SamplingSettings> samplings = new ArrayList<>();
  private final List<Prompt> painted = new ArrayList<>();
  private final Map<Target, Shelf> shelves =
      Map.of(
          Target.ACTION,
          shelf(new SamplingSettings(50, 2, 9), "actions-1"),
          Target.FINAL_STATE,
          shelf(new SamplingSettings(25, 1, 3), "states-1"));
  private final Judge judge = new Judge();
  private Method method = Method.GENHOWTO;
  private final GenerationHandler handler =
      new GenerationHandler(
          this::hold,
          judge,
          blobs,
          new GenerationHandler.Place(
              "generator-test", Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), 10_000));

  private Shelf shelf(SamplingSettings defaults, String version) {
    return new Shelf(0, loaded(defaults, version));
  }

  private Shelf.Loaded loaded(SamplingSettings defaults, String version) {
    return new Shelf.Loaded(
        version, "sha", new ServedModel(Method.GENHOWTO, this::paint, defaults, version), () -> {});
  }

  private Models.Held hold(GenerationRequest request) throws RefusedException {
    Shelf shelf = requireNonNull(shelves.get(request.getTarget()));
    Models.Held held = shelf.hold(request.getModelVersion());
    ServedModel model = held.model();
    ServedModel asked =
        new ServedModel(method, model.renderer(), model.defaults(), model.version());
    return new Models.Held() {
      @Override
      public ServedModel model() {
        return asked;
      }

      @Override
      public void close() {
        held.close();
      }
    };
  }

  @Test
  void a_request_becomes_images_and_repeats_to_the_byte() throws Exception {
    GenerationRequest request = request(r -> r.setCount(2)).build();
    GenerationResult result = result(request);

    assertThat(result.getStatus()).isEqualTo(GenerationStatus.SUCCEEDED);
    assertThat(result.getError()).isEmpty();
    assertThat(result.getModelVersion()).isEqualTo("states-1");
    assertThat(result.getPrompt()).isEqualTo("sliced apple");
    assertThat(result.getSteps()).isEqualTo(25);
    assertThat(result.getSkip()).isEqualTo(1);
    assertThat(result.getGuidance()).isEqualTo(3);
    assertThat(result.getImages()).hasSize(2);
    long seed = ValidatedRequest.seedOf("request-1");
    assertThat(result.getImages().stream().map(GeneratedImage::getSeed))
        .containsExactly(seed, seed + 1);
    BlobRef image = result.getImages().get(0).getImage();
    assertThat(image.getMediaType()).isEqualTo("image/png");
    assertThat(image.getWidth()).contains(8);
    assertThat(Images.decode(blobs.read(image)).width()).isEqualTo(8);
    assertThat(result(request)).isEqualTo(result);
  }

  @Test
  void the_requests_own_seed_steps_skip_and_guidance_count() throws Exception {
    GenerationResult result =
        result(request(r -> r.setSeed(7L).setSteps(10).setSkip(4).setGuidance(1.5)).build());
    assertThat(result.getImages().get(0).getSeed()).isEqualTo(7);
    assertThat(samplings).containsExactly(ddim(10, 4, 1.5));
  }

  @Test
  void a_sweep_gives_one_image_for_each_number_of_steps_to_skip() throws Exception {
    GenerationResult result =
        result(request(r -> r.setSeed(7L).setSteps(10).setSweep(List.of(8, 0, 4))).build());

    assertThat(result.getStatus()).isEqualTo(GenerationStatus.SUCCEEDED);
    assertThat(result.getImages())
        .extracting(GeneratedImage::getSkip)
        .containsExactly(Optional.of(8), Optional.of(0), Optional.of(4));
    assertThat(result.getImages()).allSatisfy(i -> assertThat(i.getSeed()).isEqualTo(7));
    assertThat(samplings).containsExactly(ddim(10, 8, 3), ddim(10, 0, 3), ddim(10, 4, 3));
    assertThat(told)
        .allSatisfy(progress -> assertThat(progress.getStepsTotal()).isEqualTo(10))
        .last()
        .satisfies(progress -> assertThat(progress.getStepsDone()).isEqualTo(10));
    assertThat(result.getSkip()).isZero();
  }

  @Test
  void a_request_without_a_sweep_says_of_no_image_what_it_skipped() throws Exception {
    assertThat(result(request(r -> r.setSkip(3)).build()).getImages())
        .allSatisfy(image -> assertThat(image.getSkip()).isEmpty());
  }

  @Test
  void what_is_not_to_be_seen_reaches_the_model() throws Exception {
    result(request(r -> r.setNegativePrompt("hands")).build());
    assertThat(painted).containsExactly(new Prompt("sliced apple", "hands"));
  }

  @Test
  void with_other_steps_the_skipped_share_stays() throws Exception {
    result(request(r -> r.setTarget(Target.ACTION).setSteps(25)).build());
    assertThat(samplings).containsExactly(ddim(25, 1, 9));
  }

  @Test
  void chain_and_evaluation_label_reach_the_result() throws Exception {
    EvaluationLabel label =
        EvaluationLabel.newBuilder().setCategory("apple").setSet("heldout").build();
    GenerationResult result =
        result(request(r -> r.setChainId("c").setStep(3).setEvaluation(label)).build());
    assertThat(result.getChainId()).contains("c");
    assertThat(result.getStep()).isEqualTo(3);
    assertThat(result.getEvaluation()).contains(label);
  }

  @Test
  void an_inline_image_is_stored_and_named_in_the_result() throws Exception {
    GenerationResult result =
        result(request(r -> r.setImage(null).setInlineImage(ByteBuffer.wrap(PNG))).build());
    BlobRef input = result.getInput().orElseThrow();
    assertThat(blobs.read(input)).isEqualTo(PNG);
    assertThat(input.getWidth()).contains(40);
    assertThat(input.getHeight()).contains(30);
  }

  @Test
  void progress_is_told_from_acceptance_to_decoding() throws Exception {
    result(request(r -> r.setSteps(3).setSkip(1)).build());
    assertThat(told)
        .extracting(GenerationProgress::getStage)
        .containsExactly(
            GenerationStage.ACCEPTED, GenerationStage.DENOISING, GenerationStage.DECODING);
    assertThat(told)
        .allSatisfy(
            progress -> {
              assertThat(progress.getStepsTotal()).isEqualTo(2);
              assertThat(progress.getWorker()).isEqualTo("generator-test");
              assertThat(progress.getAttempt()).isEqualTo(2);
            });
  }

  @ParameterizedTest
  @EnumSource
  void a_request_that_was_called_off_says_how(CallOff reason) throws Exception {
    calledOff.put("request-1", reason);
    GenerationResult result = result(request(r -> {}).build());
    assertThat(result.getStatus()).isEqualTo(GenerationStatus.CANCELLED);
    assertThat(result.getCalledOff()).contains(reason);
    assertThat(result.getError()).isPresent();
    assertThat(result.getImages()).isEmpty();
  }

  @Test
  void an_earlier_requests_image_is_the_input() throws Exception {
    BlobRef image = blobs.put(PNG, "image/png");
    earlier.put("goal-1", new EarlierResult(GenerationStatus.SUCCEEDED, List.of(image)));

    GenerationResult result = result(from("goal-1", 0));

    assertThat(result.getStatus()).isEqualTo(GenerationStatus.SUCCEEDED);
    assertThat(result.getInput().orElseThrow().getSha256()).isEqualTo(image.getSha256());
  }

  @Test
  void an_earlier_request_without_that_image_fails_the_later_one() throws Exception {
    earlier.put("failed", new EarlierResult(GenerationStatus.FAILED, List.of()));
    earlier.put(
        "one", new EarlierResult(GenerationStatus.SUCCEEDED, List.of(blobs.put(PNG, "image/png"))));

    assertThat(result(from("unknown", 0)).getError().orElse(""))
        .isEqualTo(
            "earlier.requestId is 'unknown', which is not known, or no longer, or waits for this one"
                + " itself");
    assertThat(result(from("failed", 0)).getError().orElse(""))
        .isEqualTo("the earlier request 'failed' is FAILED, expected SUCCEEDED");
    assertThat(result(from("one", 1)).getError().orElse(""))
        .isEqualTo("earlier.index is 1, expected 0 to 0");
  }

  @Test
  void weights_that_are_not_in_service_are_not_replaced_by_others() throws Exception {
    assertThat(result(request(r -> r.setModelVersion("states-1")).build()).getStatus())
        .isEqualTo(GenerationStatus.SUCCEEDED);
    assertThat(result(request(r -> r.setModelVersion("states-0")).build()).getError().orElse(""))
        .isEqualTo("modelVersion is 'states-0', expected 'states-1', which is in service");
  }

  private GenerationRequest from(String requestId, int index) throws Exception {
    EarlierImage image = EarlierImage.newBuilder().setRequestId(requestId).setIndex(index).build();
    return request(r -> r.setImage(null).setEarlier(image)).build();
  }

  private static SamplingSettings ddim(int steps, int skip, double guidance) {
    return new SamplingSettings(steps, skip, guidance, SamplerKind.DDIM);
  }

  @Test
  void of_candidates_the_best_are_given_best_first() throws Exception {
    judge.agreements = List.of(.1, .3, .2, .25);
    GenerationResult result =
        result(request(r -> r.setSeed(7L).setCandidates(4).setCount(2)).build());

    assertThat(result.getStatus()).isEqualTo(GenerationStatus.SUCCEEDED);
    assertThat(result.getImages()).hasSize(2);
    assertThat(result.getImages()).extracting(GeneratedImage::getSeed).containsExactly(8L, 10L);
    assertThat(result.getImages())
        .extracting(image -> image.getAgreement().orElseThrow())
        .containsExactly(.3, .25);
    assertThat(result.getImages())
        .allSatisfy(image -> assertThat(image.getBackground().orElseThrow()).isBetween(0., 1.));
    assertThat(judge.prompts).containsExactly("sliced apple");
  }

  @Test
  void candidates_fail_before_the_work_where_nobody_can_judge_them() throws Exception {
    judge.refusal = "there is no CLIP";
    GenerationResult result = result(request(r -> r.setCandidates(4)).build());
    assertThat(result.getStatus()).isEqualTo(GenerationStatus.FAILED);
    assertThat(result.getError()).contains("there is no CLIP");
    assertThat(samplings).isEmpty();
    assertThat(result(request(r -> r.setCount(2)).build()).getStatus())
        .isEqualTo(GenerationStatus.SUCCEEDED);
  }

  @Test
  void the_sampler_is_the_requests_or_the_methods_own() throws Exception {
    assertThat(result(request(r -> {}).build()).getSampler()).isEqualTo("ddim");
    GenerationResult euler = result(request(r -> r.setSampler("euler-ancestral")).build());
    assertThat(euler.getSampler()).isEqualTo("euler-ancestral");
    method = Method.INSTRUCT_PIX2PIX;
    assertThat(result(request(r -> {}).build()).getSampler()).isEqualTo("euler-ancestral");
    assertThat(samplings)
        .extracting(SamplingSettings::sampler)
        .containsExactly(
            SamplerKind.DDIM, SamplerKind.EULER_ANCESTRAL, SamplerKind.EULER_ANCESTRAL);
  }

  @Test
  void size_and_control_reach_the_model_and_the_result() throws Exception {
    GenerationResult result =
        result(
            request(
                    r ->
                        r.setSize(96)
                            .setControlScale(.5)
                            .setControlEnd(.75)
                            .setImageGuidance(2.)
                            .setSourcePrompt("an apple"))
                .build());

    assertThat(samplings)
        .containsExactly(
            ddim(25, 1, 3).withSteering(new Steering(96, new Strength(.5, 0, .75), null)));
    assertThat(painted).containsExactly(new Prompt("sliced apple", "", ""));
    assertThat(result.getSize()).contains(96);
    assertThat(result.getControlScale()).contains(.5);
    assertThat(result.getControlStart()).contains(0.);
    assertThat(result.getControlEnd()).contains(.75);
    assertThat(result.getImageGuidance()).isEmpty();
    assertThat(result.getSourcePrompt()).isEmpty();
  }

  @Test
  void guidance_by_the_image_and_what_it_shows_count_for_the_methods_that_read_them()
      throws Exception {
    method = Method.INSTRUCT_PIX2PIX;
    GenerationResult edited =
        result(
            request(r -> r.setMethod("instruct-pix2pix").setImageGuidance(2.).setControlScale(3.))
                .build());
    GenerationResult usual = result(request(r -> r.setMethod("instruct-pix2pix")).build());
    method = Method.EDIT_FRIENDLY;
    GenerationResult inverted =
        result(request(r -> r.setMethod("edit-friendly").setSourcePrompt("an apple")).build());

    assertThat(edited.getImageGuidance()).contains(2.);
    assertThat(edited.getControlScale()).isEmpty();
    assertThat(usual.getImageGuidance()).contains(1.5);
    assertThat(inverted.getSourcePrompt()).isEqualTo("an apple");
    assertThat(painted.get(2)).isEqualTo(new Prompt("sliced apple", "", "an apple"));
    assertThat(samplings)
        .extracting(SamplingSettings::steering)
        .containsExactly(
            new Steering(null, Strength.FULL, 2.),
            new Steering(null, Strength.FULL, 1.5),
            Steering.NONE);
  }

  @Test
  void requests_ask_for_the_same_where_all_that_counts_is_the_same() throws Exception {
    String plain = made(r -> r.setSeed(7L)).getAnswerKey();

    assertThat(made(r -> r.setSeed(7L).setControlScale(1.).setControlEnd(1.)).getAnswerKey())
        .isEqualTo(plain);
    assertThat(made(r -> r.setSeed(7L).setImageGuidance(3.).setSourcePrompt("x")).getAnswerKey())
        .isEqualTo(plain);
    assertThat(
            List.of(
                plain,
                made(r -> r.setSeed(7L).setSize(96)).getAnswerKey(),
                made(r -> r.setSeed(7L).setControlScale(.5)).getAnswerKey(),
                made(r -> r.setSeed(7L).setControlStart(.5)).getAnswerKey(),
                made(r -> r.setSeed(7L).setControlEnd(.5)).getAnswerKey(),
                made(r -> r.setSeed(7L).setSampler("pndm")).getAnswerKey()))
        .doesNotHaveDuplicates();
    method = Method.EDIT_FRIENDLY;
    assertThat(
            made(r -> r.setSeed(7L).setMethod("edit-friendly").setSourcePrompt("x")).getAnswerKey())
        .isNotEqualTo(made(r -> r.setSeed(7L).setMethod("edit-friendly")).getAnswerKey());
  }

  @Test
  void what_a_method_cannot_do_fails_with_a_sentence() throws Exception {
    assertThat(error(r -> r.setSampler("euler-ancestral").setSteps(1)))
        .isEqualTo("steps is 1, expected 2 to 1000, as the sampler is euler-ancestral");
    assertThat(error(r -> r.setSampler("heun")))
        .startsWith("sampler is 'heun', expected one of [ddim, ddim-eta, pndm, euler");
    assertThat(error(r -> r.setMethod("edit-friendly").setSampler("euler-ancestral")))
        .isEqualTo(
            "sampler is 'euler-ancestral', expected one of [ddim], as the method is edit-friendly");
    assertThat(error(r -> r.setMethod("stable-diffusion").setSweep(List.of(1, 2))))
        .startsWith("sweep is given with method stable-diffusion, which starts from pure noise");
    assertThat(error(r -> r.setSize(100))).isEqualTo("size is 100, expected a multiple of 8");
    assertThat(error(r -> r.setControlEnd(-0.5)))
        .isEqualTo("controlEnd is -0.5, expected 0.0 to 1.0");
    requireNonNull(shelves.get(Target.FINAL_STATE))
        .serve(loaded(new SamplingSettings(1, 0, 3), "states-2"));
    assertThat(error(r -> r.setSampler("euler")))
        .isEqualTo("steps is 1, expected at least 2, which euler takes");
    method = Method.STABLE_DIFFUSION;
    assertThat(samplings).isEmpty();
    assertThat(result(request(r -> r.setSkip(3)).build()).getSkip()).isZero();
  }

  private GenerationResult made(Consumer<GenerationRequest.Builder> change) throws Exception {
    GenerationResult result = result(request(change).build());
    answers.put(result.getAnswerKey(), new EarlierAnswer("request-1", result.getImages()));
    return result;
  }

  @Test
  void what_was_made_before_is_not_made_again() throws Exception {
    GenerationResult first = made(r -> r.setSeed(7L).setCount(2));
    GenerationResult second =
        result(
            request(r -> r.setRequestId("request-2").setSeed(7L).setCount(2).setSkip(1)).build());

    assertThat(samplings).hasSize(1);
    assertThat(second.getStatus()).isEqualTo(GenerationStatus.SUCCEEDED);
    assertThat(second.getSameAs()).contains("request-1");
    assertThat(second.getImages()).isEqualTo(first.getImages());
    assertThat(second.getAnswerKey()).isEqualTo(first.getAnswerKey()).hasSize(64);
    assertThat(first.getSameAs()).isEmpty();
  }

  @Test
  void images_that_are_gone_from_the_store_are_made_again() throws Exception {
    GenerationResult first = made(r -> r.setSeed(7L));
    blobs.blobs.remove(first.getImages().get(0).getImage().getSha256());
    GenerationResult second = result(request(r -> r.setRequestId("request-2").setSeed(7L)).build());
    assertThat(samplings).hasSize(2);
    assertThat(second.getSameAs()).isEmpty();
  }

  static List<Consumer<GenerationRequest.Builder>> otherRequests() {
    return List.of(
        r -> r.setSeed(8L),
        r -> r.setCount(2),
        r -> r.setPrompt("sliced apples"),
        r -> r.setNegativePrompt("sliced apple"),
        r -> r.setTarget(Target.ACTION),
        r -> r.setSteps(24),
        r -> r.setSkip(2),
        r -> r.setGuidance(4.),
        r -> r.setSampler("euler-ancestral"),
        r -> r.setSweep(List.of(1)),
        r -> r.setCandidates(1),
        r -> r.setMethod("sdedit"),
        r ->
            r.setImage(null)
                .setInlineImage(ByteBuffer.wrap(Images.png(GenHowToTest.picture(40, 30, 1)))));
  }

  @ParameterizedTest
  @MethodSource("otherRequests")
  void whatever_decides_the_images_is_in_the_key(Consumer<GenerationRequest.Builder> change)
      throws Exception {
    judge.agreements = List.of(.1);
    GenerationResult first = made(r -> r.setSeed(7L));
    GenerationResult other =
        result(
            request(
                    r -> {
                      r.setRequestId("request-2").setSeed(7L);
                      change.accept(r);
                    })
                .build());
    assertThat(other.getSameAs()).isEmpty();
    assertThat(other.getAnswerKey()).isNotEqualTo(first.getAnswerKey());
  }

  private String error(Consumer<GenerationRequest.Builder> change) throws Exception {
    return result(request(change).build()).getError().orElse("");
  }

  private record Bad(Consumer<GenerationRequest.Builder> change, String error) {}

  static List<Bad> badRequests() {
    byte[] large = Images.png(GenHowToTest.picture(200, 100, 0));
    return List.of(
        new Bad(r -> r.setImage(null), "no image is given, expected exactly one"),
        new Bad(r -> r.setInlineImage(ByteBuffer.wrap(PNG)), "2 images are given, expected"),
        new Bad(r -> r.setPrompt(" "), "prompt is blank"),
        new Bad(r -> r.setPrompt("x".repeat(1001)), "prompt has 1001 characters, expected at most"),
        new Bad(r -> r.setCount(0), "count is 0, expected 1 to 16"),
        new Bad(r -> r.setMethod("magic"), "method is 'magic', expected one of"),
        new Bad(r -> r.setCount(17), "count is 17, expected 1 to 16"),
        new Bad(r -> r.setSteps(0), "steps is 0, expected 1 to 1000"),
        new Bad(r -> r.setSteps(1001), "steps is 1001, expected 1 to 1000"),
        new Bad(r -> r.setSteps(5).setSkip(5), "skip is 5, expected 0 to 4"),
        new Bad(r -> r.setSkip(25), "skip is 25, expected 0 to steps-1, which is 24"),
        new Bad(r -> r.setSweep(List.of(3, 25)), "sweep is 25, expected 0 to steps-1, which is 24"),
        new Bad(r -> r.setSteps(5).setSweep(List.of(5)), "sweep is 5, expected 0 to 4"),
        new Bad(r -> r.setGuidance(Double.NaN), "guidance is NaN"),
        new Bad(
            r -> r.setImage(null).setInlineImage(ByteBuffer.wrap("no image".getBytes(UTF_8))),
            "no PNG, JPEG or WebP image"),
        new Bad(r -> r.setImage(null).setInlineImage(ByteBuffer.wrap(large)), "200 x 100 pixels"),
        new Bad(
            r -> r.setImage(null).setInlineImage(ByteBuffer.wrap(new byte[65_537])),
            "inlineImage has 65537 bytes, expected at most 65536"),
        new Bad(
            r -> r.setImage(MemoryBlobs.reference("0".repeat(64), 5, "image/png")),
            "is not in the blob store"));
  }

  @ParameterizedTest
  @MethodSource("badRequests")
  void a_request_that_breaks_the_contract_fails_with_a_sentence(Bad bad) throws Exception {
    GenerationResult result = result(request(bad.change()).build());
    assertThat(result.getStatus()).isEqualTo(GenerationStatus.FAILED);
    assertThat(result.getError().orElse("")).contains(bad.error());
    assertThat(result.getImages()).isEmpty();
    assertThat(samplings).isEmpty();
  }

  @Test
  void a_request_without_a_usable_name_is_a_dead_letter() throws Exception {
    assertThat(handle(request(r -> r.setRequestId("../x")).build()))
        .isInstanceOfSatisfying(
            Outcome.Reject.class,
            reject -> assertThat(reject.reason()).startsWith("requestId is '../x', expected"));
  }

  @Test
  void a_blob_store_that_fails_is_tried_again() {
    GenerationRequest request = request(r -> {}).build();
    blobs.failing = true;
    assertThatThrownBy(() -> handle(request)).isInstanceOf(OutageException.class);
  }

  private GenerationRequest.Builder request(Consumer<GenerationRequest.Builder> change) {
    GenerationRequest.Builder builder =
        GenerationRequest.newBuilder()
            .setRequestId("request-1")
            .setImage(blobs.put(PNG, "image/png"))
            .setPrompt("sliced apple")
            .setTarget(Target.FINAL_STATE);
    change.accept(builder);
    return builder;
  }

  private GenerationResult result(GenerationRequest request) throws Exception {
    Outcome.Emit emit = (Outcome.Emit) handle(request);
    assertThat(emit.outputs()).hasSize(1);
    assertThat(emit.outputs().get(0).key()).isEqualTo(request.getRequestId());
    return (GenerationResult) emit.outputs().get(0).value();
  }

  private Outcome handle(GenerationRequest request) throws Exception {
    return handler.handle(
        new Incoming<>(request.getRequestId(), request, "generation-requests", 0, 5, 2),
        new Progress() {
          @Override
          public void tell(Output<?> output) {
            told.add((GenerationProgress) output.value());
          }

          @Override
          public boolean cancelled() {
            return calledOff.containsKey(request.getRequestId());
          }

          @Override
          public Optional<CallOff> calledOff() {
            return Optional.ofNullable(calledOff.get(request.getRequestId()));
          }

          @Override
          public Optional<EarlierResult> earlier(String requestId) {
            return Optional.ofNullable(earlier.get(requestId));
          }

          @Override
          public Optional<EarlierAnswer> answered(String answerKey) {
            return Optional.ofNullable(answers.get(answerKey));
          }

          @Override
          public Priority priority() {
            return request.getPriority();
          }
        });
  }

  /** Stands in for the model: one picture a seed, with every step told. */
  private Optional<List<RgbImage>> paint(
      Renderer.Painting painting, Priority priority, GenerationListener watcher) {
    painted.add(painting.prompt());
    if (watcher.cancels()) {
      return Optional.empty();
    }
    painting.shots().forEach(shot -> samplings.add(shot.sampling()));
    int total = painting.shots().stream().mapToInt(Shot::steps).max().orElseThrow();
    for (int step = 1; step <= total; step++) {
      watcher.denoised(step, total);
    }
    List<RgbImage> images = new ArrayList<>();
    painting.shots().stream()
        .flatMap(shot -> shot.seeds().stream())
        .forEach(seed -> images.add(GenHowToTest.picture(8, 8, images.size())));
    return Optional.of(images);
  }

  /** Says what it is told to. */
  private static final class Judge implements PromptJudge {
    final List<String> prompts = new ArrayList<>();
    List<Double> agreements = List.of();
    @Nullable String refusal;

    @Override
    public String version() throws RefusedException {
      if (refusal != null) {
        throw new RefusedException(refusal);
      }
      return "clip-1";
    }

    @Override
    public List<Double> agreement(String prompt, List<RgbImage> images) {
      prompts.add(prompt);
      return agreements;
    }
  }
}
