package org.genhowto.launcher.generate;

import java.util.Objects;
import org.genhowto.generator.diffusion.Guidance.Strength;
import org.genhowto.generator.sampling.Steering;
import org.genhowto.schemas.RequestContract;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a request says of its images beside steps and guidance, as the command line spells it. */
final class ControlOptions {
  @Option(
      names = "--size",
      paramLabel = "PIXELS",
      description =
          "Side of the images, a multiple of 8 from 64 to 1024 (default: the model's, 512 for"
              + " GenHowTo).")
  @Nullable Integer size;

  @Option(
      names = "--control-scale",
      paramLabel = "NUMBER",
      description = "How much the input image counts in genhowto's ControlNet (default 1).")
  @Nullable Double controlScale;

  @Option(
      names = "--control-start",
      paramLabel = "SHARE",
      description = "Share of the steps before which the ControlNet does not count (default 0).")
  @Nullable Double controlStart;

  @Option(
      names = "--control-end",
      paramLabel = "SHARE",
      description = "Share of the steps after which the ControlNet does not count (default 1).")
  @Nullable Double controlEnd;

  @Option(
      names = "--image-guidance",
      paramLabel = "SCALE",
      description = "How much instruct-pix2pix holds to the input image (default 1.5).")
  @Nullable Double imageGuidance;

  @Option(
      names = "--source-prompt",
      paramLabel = "TEXT",
      description = "What the input image shows, for edit-friendly (default: nothing is known).")
  @Nullable String sourcePrompt;

  String sourcePrompt() {
    return RequestContract.requireWords(
        "sourcePrompt", Objects.requireNonNullElse(sourcePrompt, ""));
  }

  /** Checked as requests are. */
  Steering steering() {
    if (size != null) {
      RequestContract.requireSize(size);
    }
    if (imageGuidance != null) {
      RequestContract.IMAGE_GUIDANCE.require(imageGuidance);
    }
    double scale = Objects.requireNonNullElse(controlScale, 1.0);
    double start = Objects.requireNonNullElse(controlStart, 0.0);
    double end = Objects.requireNonNullElse(controlEnd, 1.0);
    RequestContract.requireControl(scale, start, end);
    return new Steering(size, new Strength(scale, start, end), imageGuidance);
  }
}
