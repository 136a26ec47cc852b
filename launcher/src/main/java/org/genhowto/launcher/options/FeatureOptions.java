package org.genhowto.launcher.options;

import java.nio.file.Path;
import org.genhowto.evaluator.features.ClipFeatures;
import org.genhowto.evaluator.features.FeatureExtractor;
import org.genhowto.evaluator.features.FidInput;
import org.genhowto.evaluator.features.ImageFeatures;
import org.genhowto.evaluator.features.InceptionFeatures;
import org.genhowto.evaluator.features.Pool3Features;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which networks make the features of an evaluation. */
public final class FeatureOptions {
  @Mixin private ClipOption clip = new ClipOption();

  @Option(
      names = "--inception",
      paramLabel = "FILE",
      description =
          "Inception's weights, pt_inception-2015-12-05-6726825d.pth of pytorch-fid: distances are"
              + " then measured on its pool3 features (default: on CLIP's).")
  private @Nullable Path inception;

  @Option(
      names = {"--resize", "--fid-input"},
      defaultValue = "pytorch-fid",
      paramLabel = "NAME",
      description =
          "How images reach Inception: ${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}). With"
              + " none they are of 299 x 299 pixels already.")
  private FidInput input = FidInput.PYTORCH_FID;

  /** CLIP's features for the classifier; for the distances Inception's, where it is given. */
  public FeatureExtractor both() {
    ClipFeatures features = ClipFeatures.load(clip.folder());
    return inception == null ? features : InceptionFeatures.load(features, inception, input);
  }

  /** Features for the distances alone. */
  public ImageFeatures distances() {
    return inception == null
        ? ClipFeatures.load(clip.folder())
        : Pool3Features.load(inception, input);
  }
}
