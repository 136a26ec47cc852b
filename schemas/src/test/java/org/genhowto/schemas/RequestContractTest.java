package org.genhowto.schemas;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RequestContractTest {
  private static final String EMOJI = "\uD83C\uDF4E";

  /** A change to a request; refused ones with the field at fault and the sentence. */
  record Case(Consumer<GenerationRequest.Builder> change, String field, String sentence) {
    @Override
    public String toString() {
      return field + " " + sentence;
    }
  }

  static Stream<Case> on_the_edge() {
    return Stream.of(
        fits(r -> {}),
        fits(r -> r.setRequestId("a")),
        fits(r -> r.setRequestId("Az0._-" + "x".repeat(122))),
        fits(r -> r.setPrompt("x")),
        fits(r -> r.setPrompt("x".repeat(1000))),
        fits(r -> r.setPrompt(EMOJI.repeat(1000))),
        fits(r -> r.setCount(16)),
        fits(r -> r.setSteps(1).setSkip(0)),
        fits(r -> r.setSteps(1000).setSkip(999)),
        fits(r -> r.setSkip(999)),
        fits(r -> r.setGuidance(0.0)),
        fits(r -> r.setGuidance(1000.0)),
        fits(r -> r.setSeed(Long.MIN_VALUE)),
        fits(r -> r.setMethod("instruct-pix2pix").setSampler("euler-ancestral")),
        fits(r -> r.setSteps(50).setSweep(List.of(0, 49))),
        fits(r -> r.setSweep(Collections.nCopies(16, 999))),
        fits(r -> r.setCount(4).setCandidates(4)),
        fits(r -> r.setCandidates(32)),
        fits(r -> r.setPreviewEvery(1000)),
        fits(r -> r.setWebhook("https://robots.example/hook?x=1")),
        fits(r -> r.setReplyTopic("replies.robot-7")),
        fits(r -> r.setMethod("edit-friendly").setSampler("ddim").setSteps(1)),
        fits(r -> r.setSampler("pndm").setSteps(1)),
        fits(r -> r.setSampler("euler").setSteps(2).setSkip(1)),
        fits(r -> r.setMethod("edit-friendly").setSteps(3).setSweep(List.of(0, 2))),
        fits(r -> r.setSize(64)),
        fits(r -> r.setSize(1024)),
        fits(r -> r.setSize(72)),
        fits(r -> r.setControlScale(0.0).setControlStart(0.0).setControlEnd(0.0)),
        fits(r -> r.setControlScale(10.0).setControlStart(1.0)),
        fits(r -> r.setControlEnd(0.5)),
        fits(r -> r.setImageGuidance(0.0)),
        fits(r -> r.setImageGuidance(1000.0)),
        fits(r -> r.setSourcePrompt("x".repeat(1000))),
        fits(r -> r.setChainId("c".repeat(128)).setStep(Integer.MAX_VALUE)),
        fits(r -> r.setImage(null).setInlineImage(ByteBuffer.allocate(65_536))));
  }

  static Stream<Case> over_the_edge() {
    return Stream.of(
        new Case(r -> r.setRequestId(""), "requestId", "requestId is '', expected 1 to 128"),
        new Case(r -> r.setRequestId("x".repeat(129)), "requestId", "expected 1 to 128 letters"),
        new Case(r -> r.setRequestId("a b"), "requestId", "requestId is 'a b', expected 1 to 128"),
        new Case(r -> r.setPrompt(" "), "prompt", "prompt is blank"),
        new Case(
            r -> r.setPrompt("x".repeat(1001)),
            "prompt",
            "prompt has 1001 characters, expected at most 1000"),
        new Case(
            r -> r.setPrompt(EMOJI.repeat(1001)),
            "prompt",
            "prompt has 1001 characters, expected at most 1000"),
        new Case(r -> r.setCount(0), "count", "count is 0, expected 1 to 16"),
        new Case(r -> r.setCount(17), "count", "count is 17, expected 1 to 16"),
        new Case(r -> r.setSteps(0), "steps", "steps is 0, expected 1 to 1000"),
        new Case(r -> r.setSteps(1001), "steps", "steps is 1001, expected 1 to 1000"),
        new Case(r -> r.setSkip(-1), "skip", "skip is -1, expected 0 to 999"),
        new Case(r -> r.setSkip(1000), "skip", "skip is 1000, expected 0 to 999"),
        new Case(r -> r.setSteps(5).setSkip(5), "skip", "skip is 5, expected 0 to 4"),
        new Case(r -> r.setGuidance(-0.1), "guidance", "guidance is -0.1, expected 0.0 to 1000.0"),
        new Case(r -> r.setGuidance(1000.1), "guidance", "guidance is 1000.1, expected"),
        new Case(r -> r.setGuidance(Double.NaN), "guidance", "guidance is NaN, expected"),
        new Case(r -> r.setChainId("a/b"), "chainId", "chainId is 'a/b', expected 1 to 128"),
        new Case(r -> r.setMethod("GenHowTo"), "method", "method is 'GenHowTo', expected one of"),
        new Case(r -> r.setSampler(""), "sampler", "sampler is '', expected one of [ddim"),
        new Case(
            r -> r.setMethod("edit-friendly").setSampler("euler"),
            "sampler",
            "sampler is 'euler', expected one of [ddim], as the method is edit-friendly"),
        new Case(
            r -> r.setSampler("euler").setSteps(1),
            "steps",
            "steps is 1, expected 2 to 1000, as the sampler is euler"),
        new Case(
            r -> r.setMethod("instruct-pix2pix").setSteps(1),
            "steps",
            "steps is 1, expected 2 to 1000, as the sampler is euler-ancestral"),
        new Case(
            r -> r.setMethod("stable-diffusion").setSweep(List.of(0)),
            "sweep",
            "sweep is given with method stable-diffusion, which starts from pure noise, expected"
                + " one of [genhowto, sdedit, edit-friendly]"),
        new Case(
            r -> r.setImage(null).setEarlier(new EarlierImage("r1", 0)),
            "earlier.requestId",
            "earlier.requestId is 'r1', the request itself, expected an earlier one"),
        new Case(r -> r.setSize(0), "size", "size is 0, expected 64 to 1024"),
        new Case(r -> r.setSize(1032), "size", "size is 1032, expected 64 to 1024"),
        new Case(r -> r.setSize(100), "size", "size is 100, expected a multiple of 8"),
        new Case(
            r -> r.setControlScale(-0.1), "controlScale", "controlScale is -0.1, expected 0.0 to"),
        new Case(r -> r.setControlScale(10.1), "controlScale", "expected 0.0 to 10.0"),
        new Case(r -> r.setControlStart(1.1), "controlStart", "expected 0.0 to 1.0"),
        new Case(r -> r.setControlEnd(Double.NaN), "controlEnd", "controlEnd is NaN, expected"),
        new Case(
            r -> r.setControlStart(0.5).setControlEnd(0.4),
            "controlEnd",
            "controlEnd is 0.4, expected at least controlStart, which is 0.5"),
        new Case(
            r -> r.setImageGuidance(Double.POSITIVE_INFINITY), "imageGuidance", "0.0 to 1000.0"),
        new Case(
            r -> r.setSourcePrompt("x".repeat(1001)),
            "sourcePrompt",
            "sourcePrompt has 1001 characters, expected at most 1000"),
        new Case(r -> r.setSourcePrompt("a\u0000b"), "sourcePrompt", "without control characters"),
        new Case(
            r -> r.setSweep(Collections.nCopies(17, 0)),
            "sweep",
            "sweep has 17 numbers, expected at most 16"),
        new Case(
            r -> r.setSteps(5).setSweep(List.of(4, 5)), "sweep", "sweep is 5, expected 0 to 4"),
        new Case(r -> r.setSweep(List.of(-1)), "sweep", "sweep is -1, expected 0 to 999"),
        new Case(r -> r.setSweep(List.of(0)).setSkip(0), "sweep", "beside skip or count"),
        new Case(r -> r.setSweep(List.of(0)).setCount(2), "sweep", "beside skip or count"),
        new Case(r -> r.setSweep(List.of(0)).setCandidates(2), "sweep", "beside candidates"),
        new Case(r -> r.setCandidates(0), "candidates", "candidates is 0, expected 1 to 32"),
        new Case(
            r -> r.setCount(4).setCandidates(3),
            "candidates",
            "candidates is 3, expected at least count, which is 4"),
        new Case(r -> r.setPreviewEvery(-1), "previewEvery", "expected 0 to 1000"),
        new Case(r -> r.setWebhook("ftp://a/b"), "webhook", "expected an http or https address"),
        new Case(r -> r.setWebhook("http:/h"), "webhook", "webhook is 'http:/h', expected"),
        new Case(r -> r.setWebhook("http://u:p@h/"), "webhook", "expected an http or https"),
        new Case(r -> r.setWebhook("http://h/" + "x".repeat(2000)), "webhook", "at most 2000"),
        new Case(r -> r.setReplyTopic("ledger"), "replyTopic", "replyTopic is 'ledger', expected"),
        new Case(r -> r.setReplyTopic("replies."), "replyTopic", "'replies.' and 1 to 200"),
        new Case(r -> r.setStep(-1), "step", "step is -1, expected 0 to"),
        new Case(r -> r.setImage(null), "image", "no image is given, expected exactly one"),
        new Case(r -> r.setInlineImage(ByteBuffer.allocate(1)), "image", "2 images are given"),
        new Case(
            r -> r.setImage(null).setInlineImage(ByteBuffer.allocate(65_537)),
            "inlineImage",
            "inlineImage has 65537 bytes, expected at most 65536"));
  }

  @ParameterizedTest
  @MethodSource("on_the_edge")
  void what_lies_on_the_edge_is_taken(Case edge) {
    assertThatCode(() -> RequestContract.require(request(edge))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @MethodSource("over_the_edge")
  void what_lies_beyond_is_refused_with_its_field(Case beyond) {
    assertThatThrownBy(() -> RequestContract.require(request(beyond)))
        .isInstanceOf(ContractException.class)
        .hasMessageContaining(beyond.sentence())
        .extracting(thrown -> ((ContractException) thrown).field())
        .isEqualTo(beyond.field());
  }

  private static Case fits(Consumer<GenerationRequest.Builder> change) {
    return new Case(change, "", "");
  }

  private static GenerationRequest request(Case edge) {
    GenerationRequest.Builder request =
        GenerationRequest.newBuilder()
            .setRequestId("r1")
            .setImage(new BlobRef("file:a", "0".repeat(64), 1L, "image/png", null, null))
            .setPrompt("a sliced apple")
            .setTarget(Target.ACTION);
    edge.change().accept(request);
    return request.build();
  }
}
