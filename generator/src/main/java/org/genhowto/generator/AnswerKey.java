package org.genhowto.generator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.genhowto.generator.diffusion.Guidance.Strength;
import org.genhowto.generator.sampling.Steering;
import org.genhowto.runtime.blob.Sha256;
import org.genhowto.runtime.json.Json;
import org.genhowto.schemas.BlobRef;
import org.genhowto.schemas.GenerationRequest;

/** Tells whether two requests have the same images, whatever else they say. */
final class AnswerKey {
  private AnswerKey() {}

  /**
   * SHA-256 of all that decides the images, defaults filled in: weights, input, words, numbers and
   * seeds, and who judges candidates. The fields stand in JSON, so that no two sets of them read
   * alike.
   *
   * @param version of the weights
   * @param judge version of what judges candidates; counts where there are some
   */
  static String of(ValidatedRequest valid, String version, BlobRef input, String judge) {
    GenerationRequest request = valid.request();
    ObjectNode all =
        Json.PLAIN
            .createObjectNode()
            .put("version", version)
            .put("input", input.getSha256())
            .put("prompt", request.getPrompt())
            .put("negativePrompt", request.getNegativePrompt())
            .put("target", request.getTarget().name())
            .put("method", request.getMethod())
            .put("sampler", valid.sampler())
            .put("steps", valid.sampling().steps())
            .put("guidance", valid.sampling().guidance())
            .put("sweep", valid.sweeps());
    steer(all, valid);
    request
        .getCandidates()
        .ifPresent(made -> all.put("best", request.getCount()).put("judge", judge));
    ArrayNode shots = all.putArray("shots");
    for (Shot shot : valid.shots()) {
      ArrayNode seeds = shots.addObject().put("skip", shot.sampling().skip()).putArray("seeds");
      shot.seeds().forEach(seeds::add);
    }
    return Sha256.of(all.toString());
  }

  /** What is as usual is left out. */
  private static void steer(ObjectNode all, ValidatedRequest valid) {
    Steering steering = valid.sampling().steering();
    Integer size = steering.size();
    if (size != null) {
      all.put("size", size);
    }
    Strength control = steering.control();
    if (!control.equals(Strength.FULL)) {
      all.putArray("control").add(control.scale()).add(control.start()).add(control.end());
    }
    Double imageGuidance = steering.imageGuidance();
    if (imageGuidance != null) {
      all.put("imageGuidance", imageGuidance);
    }
    String source = valid.prompt().source();
    if (!source.isEmpty()) {
      all.put("sourcePrompt", source);
    }
  }
}
