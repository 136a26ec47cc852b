package org.genhowto.evaluator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.genhowto.evaluator.features.FeatureExtractor;
import org.genhowto.evaluator.features.FeatureVector;
import org.genhowto.runtime.blob.BlobStore;
import org.genhowto.runtime.blob.FileBlobStore;
import org.genhowto.runtime.handler.Incoming;
import org.genhowto.runtime.handler.Outcome;
import org.genhowto.schemas.BlobRef;
import org.genhowto.schemas.EvaluationLabel;
import org.genhowto.schemas.EvaluationSample;
import org.genhowto.schemas.GeneratedImage;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.GenerationStatus;
import org.genhowto.schemas.Role;
import org.genhowto.schemas.Target;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratedImageHandlerTest {
  @TempDir Path folder;
  private BlobStore blobs;
  private GeneratedImageHandler handler;

  @BeforeEach
  void open() {
    blobs = new FileBlobStore(folder);
    handler = new GeneratedImageHandler(blobs, new Levels());
  }

  @Test
  void a_labelled_result_becomes_samples_that_know_where_they_come_from() throws Exception {
    BlobRef input = stored(100, 100);
    BlobRef output = stored(100, 151);
    GenerationResult result = result(input, output).build();

    List<EvaluationSample> samples = samples(handler.handle(incoming(result)));

    assertThat(samples)
        .extracting(EvaluationSample::getRole)
        .containsExactly(Role.REAL_INITIAL, Role.GENERATED);
    EvaluationSample generated = samples.get(1);
    assertThat(generated.getModelVersion()).isEqualTo("v7");
    assertThat(generated.getMethod()).isEqualTo("sdedit");
    assertThat(generated.getRequestId()).isEqualTo("r1");
    assertThat(generated.getPrompt()).isEqualTo("a sliced apple");
    assertThat(generated.getImage()).contains(output);
    assertThat(generated.getInput()).contains(input);
    assertThat(generated.getAgreement().orElseThrow()).isCloseTo(0.14, within(1e-9));
    // Half of the pixels did not change, so those are the background.
    assertThat(generated.getBackground()).contains(1.0);
    EvaluationSample real = samples.get(0);
    assertThat(real.getModelVersion()).isEmpty();
    assertThat(real.getMethod()).isEmpty();
    assertThat(real.getAgreement()).isEmpty();
    assertThat(real.getBackground()).isEmpty();
  }

  @Test
  void answers_to_one_question_are_pairs_whoever_gave_them() throws Exception {
    BlobRef input = stored(100, 100);
    BlobRef output = stored(100, 151);
    String first = pair(result(input, output));
    assertThat(first).hasSize(64);
    assertThat(pair(result(input, stored(7, 8)).setRequestId("r2").setModelVersion("v8")))
        .isEqualTo(first);
    assertThat(pair(result(stored(1, 1), output))).isNotEqualTo(first);
    assertThat(pair(result(input, output).setPrompt("a whole apple"))).isNotEqualTo(first);
    assertThat(pair(result(input, output).setTarget(Target.ACTION))).isNotEqualTo(first);
    assertThat(samples(handler.handle(incoming(result(input, output).build()))).get(0).getPair())
        .isEmpty();
  }

  private String pair(GenerationResult.Builder result) throws Exception {
    return samples(handler.handle(incoming(result.build()))).get(1).getPair();
  }

  @Test
  void an_image_that_changes_everywhere_keeps_less_background() throws Exception {
    GenerationResult result = result(stored(100, 100), stored(151, 151)).build();

    List<EvaluationSample> samples = samples(handler.handle(incoming(result)));

    assertThat(samples.get(1).getBackground().orElseThrow()).isCloseTo(0.8, within(1e-9));
  }

  @Test
  void a_result_without_input_or_prompt_lacks_only_what_rests_on_them() throws Exception {
    GenerationResult result =
        result(stored(1, 1), stored(5, 5)).setInput(null).setPrompt("").build();

    List<EvaluationSample> samples = samples(handler.handle(incoming(result)));

    assertThat(samples).hasSize(1);
    assertThat(samples.get(0).getAgreement()).isEmpty();
    assertThat(samples.get(0).getBackground()).isEmpty();
    assertThat(samples.get(0).getPair()).isEmpty();
  }

  @Test
  void results_without_a_label_or_success_are_skipped_and_bytes_that_are_no_image_rejected()
      throws Exception {
    BlobRef image = stored(1, 2);
    BlobRef none = blobs.put("no image".getBytes(StandardCharsets.UTF_8), "image/png");

    assertThat(handler.handle(incoming(result(image, image).setEvaluation(null).build())))
        .isEqualTo(Outcome.skip("no-evaluation-label"));
    assertThat(
            handler.handle(
                incoming(result(image, image).setStatus(GenerationStatus.FAILED).build())))
        .isEqualTo(Outcome.skip("not-succeeded"));
    assertThat(handler.handle(incoming(result(image, none).build())).toString())
        .contains("an image of request r1 cannot be read");
  }

  private static Incoming<GenerationResult> incoming(GenerationResult result) {
    return new Incoming<>("r1", result, "generation-results", 0, 0, 1);
  }

  private static GenerationResult.Builder result(BlobRef input, BlobRef output) {
    return GenerationResult.newBuilder()
        .setRequestId("r1")
        .setStatus(GenerationStatus.SUCCEEDED)
        .setInput(input)
        .setPrompt("a sliced apple")
        .setTarget(Target.FINAL_STATE)
        .setModelVersion("v7")
        .setMethod("sdedit")
        .setEvaluation(new EvaluationLabel("apple", "test"))
        .setImages(List.of(GeneratedImage.newBuilder().setImage(output).setSeed(1).build()));
  }

  private static List<EvaluationSample> samples(Outcome outcome) {
    return ((Outcome.Emit) outcome)
        .outputs().stream().map(output -> (EvaluationSample) output.value()).toList();
  }

  /** A picture whose left half is of one grey, and whose right half of another. */
  private BlobRef stored(int left, int right) throws IOException {
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 8; y++) {
      for (int x = 0; x < 8; x++) {
        int grey = x < 4 ? left : right;
        image.setRGB(x, y, new Color(grey, grey, grey).getRGB());
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return blobs.put(bytes.toByteArray(), "image/png");
  }

  /** The agreement is the length of the prompt in hundredths. */
  private static final class Levels implements FeatureExtractor {
    @Override
    public Features features(byte[] image) {
      FeatureVector vector = new FeatureVector(new float[] {image.length, 1}, "bytes-1");
      return new Features(vector, vector);
    }

    @Override
    public double agreement(byte[] image, String prompt) {
      return prompt.length() / 100.0;
    }

    @Override
    public void close() {}
  }
}
