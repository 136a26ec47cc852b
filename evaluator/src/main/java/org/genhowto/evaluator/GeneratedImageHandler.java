package org.genhowto.evaluator;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.genhowto.evaluator.features.FeatureExtractor;
import org.genhowto.evaluator.features.FeatureExtractor.Features;
import org.genhowto.runtime.blob.BlobStore;
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
    List<Output<?>> outputs = new ArrayList<>();
    try {
      if (result.getInput().isPresent()) {
        BlobRef input = result.getInput().get();
        outputs.add(output(sample(result, label, Role.REAL_INITIAL, input, input.getSha256())));
      }
      int number = 0;
      for (GeneratedImage image : result.getImages()) {
        String id = result.getRequestId() + "-" + number++;
        outputs.add(output(sample(result, label, Role.GENERATED, image.getImage(), id)));
      }
    } catch (IllegalArgumentException e) {
      return Outcome.reject(
          "an image of request " + result.getRequestId() + " cannot be read: " + e.getMessage());
    }
    return new Outcome.Emit(outputs);
  }

  private static Output<EvaluationSample> output(EvaluationSample sample) {
    return new Output<>(Topics.EVALUATION_SAMPLES, sample.getSampleId(), sample);
  }

  private EvaluationSample sample(
      GenerationResult result, EvaluationLabel label, Role role, BlobRef image, String origin)
      throws OutageException {
    Features features = extractor.features(read(image));
    return EvaluationSamples.sample(
            label.getSet(), result.getTarget(), role, label.getCategory(), origin, features)
        .setModelVersion(role == Role.GENERATED ? result.getModelVersion() : "")
        .build();
  }

  private byte[] read(BlobRef image) throws OutageException {
    try {
      return blobs.read(image);
    } catch (IOException e) {
      throw new OutageException("image " + image.getSha256() + " cannot be read", e);
    }
  }
}
