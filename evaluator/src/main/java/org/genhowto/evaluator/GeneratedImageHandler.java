package org.genhowto.evaluator;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.genhowto.evaluator.features.ClipFeatures;
import org.genhowto.evaluator.features.FeatureExtractor;
import org.genhowto.networks.image.Background;
import org.genhowto.networks.image.Resampling;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.runtime.blob.BlobStore;
import org.genhowto.runtime.blob.Sha256;
import org.genhowto.runtime.handler.Handler;
import org.genhowto.runtime.handler.Incoming;
import org.genhowto.runtime.handler.OutageException;
import org.genhowto.runtime.handler.Outcome;
import org.genhowto.runtime.handler.Output;
import org.genhowto.schemas.BlobRef;
import org.genhowto.schemas.EvaluationLabel;
import org.genhowto.schemas.EvaluationSample;
import org.genhowto.schemas.GeneratedImage;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.GenerationStatus;
import org.genhowto.schemas.Role;
import org.genhowto.schemas.Topics;
import org.jspecify.annotations.Nullable;

/**
 * Takes the features of the images of one labelled result: its generated images, and its input as
 * the real image of the initial state. Results of robots carry no label and are skipped.
 */
public final class GeneratedImageHandler implements Handler<GenerationResult> {
  private final BlobStore blobs;
  private final FeatureExtractor extractor;

  public GeneratedImageHandler(BlobStore blobs, FeatureExtractor extractor) {
    this.blobs = blobs;
    this.extractor = extractor;
  }

  @Override
  public Outcome handle(Incoming<GenerationResult> incoming) throws OutageException {
    GenerationResult result = incoming.value();
    if (result.getEvaluation().isEmpty()) {
      return Outcome.skip("no-evaluation-label");
    }
    if (result.getStatus() != GenerationStatus.SUCCEEDED) {
      return Outcome.skip("not-succeeded");
    }
    EvaluationLabel label = result.getEvaluation().get();
    try {
      List<EvaluationSample> samples = new ArrayList<>();
      Optional<byte[]> input = Optional.empty();
      if (result.getInput().isPresent()) {
        BlobRef blob = result.getInput().get();
        input = Optional.of(read(blob));
        samples.add(real(result, label, blob, input.get()));
      }
      samples.addAll(generated(result, label, input));
      return new Outcome.Emit(
          samples.stream().<Output<?>>map(GeneratedImageHandler::output).toList());
    } catch (IllegalArgumentException e) {
      return Outcome.reject(
          "an image of request " + result.getRequestId() + " cannot be read: " + e.getMessage());
    }
  }

  private static Output<EvaluationSample> output(EvaluationSample sample) {
    return new Output<>(Topics.EVALUATION_SAMPLES, sample.getSampleId(), sample);
  }

  private EvaluationSample real(
      GenerationResult result, EvaluationLabel label, BlobRef blob, byte[] image) {
    return sample(result, label, Role.REAL_INITIAL, image, blob.getSha256()).setImage(blob).build();
  }

  private List<EvaluationSample> generated(
      GenerationResult result, EvaluationLabel label, Optional<byte[]> input)
      throws OutageException {
    List<byte[]> encoded = new ArrayList<>();
    List<RgbImage> images = new ArrayList<>();
    for (GeneratedImage image : result.getImages()) {
      encoded.add(read(image.getImage()));
      images.add(ClipFeatures.decoded(encoded.get(encoded.size() - 1)));
    }
    Optional<Background> background =
        images.isEmpty() ? Optional.empty() : input.map(bytes -> background(bytes, images));
    List<EvaluationSample> samples = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      RgbImage image = images.get(i);
      samples.add(
          sample(result, label, Role.GENERATED, encoded.get(i), result.getRequestId() + "-" + i)
              .setModelVersion(result.getModelVersion())
              .setMethod(result.getMethod())
              .setRequestId(result.getRequestId())
              .setPrompt(result.getPrompt())
              .setImage(result.getImages().get(i).getImage())
              .setInput(result.getInput().orElse(null))
              .setPair(pair(result, label, i))
              .setAgreement(agreement(encoded.get(i), result.getPrompt()))
              .setBackground(background.map(known -> known.kept(image)).orElse(null))
              .build());
    }
    return samples;
  }

  /** The question and the place of the answer among its answers; empty without an input. */
  private static String pair(GenerationResult result, EvaluationLabel label, int place) {
    return result
        .getInput()
        .map(
            input ->
                String.join(
                    "\n",
                    input.getSha256(),
                    result.getTarget().name(),
                    label.getCategory(),
                    Integer.toString(place),
                    result.getPrompt()))
        .map(Sha256::of)
        .orElse("");
  }

  private @Nullable Double agreement(byte[] image, String prompt) {
    return prompt.isBlank() ? null : extractor.agreement(image, prompt);
  }

  /** Of all images of a request together, as the generator ranks its candidates. */
  private static Background background(byte[] input, List<RgbImage> images) {
    RgbImage first = images.get(0);
    RgbImage before = ClipFeatures.decoded(input).centreSquare();
    return Background.of(before.resize(first.width(), first.height(), Resampling.BICUBIC), images);
  }

  private EvaluationSample.Builder sample(
      GenerationResult result, EvaluationLabel label, Role role, byte[] image, String origin) {
    return EvaluationSamples.sample(
        label.getSet(),
        result.getTarget(),
        role,
        label.getCategory(),
        origin,
        extractor.features(image));
  }

  private byte[] read(BlobRef image) throws OutageException {
    try {
      return blobs.read(image);
    } catch (IOException e) {
      throw new OutageException("image " + image.getSha256() + " cannot be read", e);
    }
  }
}
