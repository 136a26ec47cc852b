package org.genhowto.evaluator;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;
import org.genhowto.networks.RgbImage;
import org.genhowto.networks.Torch;
import org.genhowto.runtime.Sha256;

/**
 * Inception's pool3 features for the distances, as published ones are measured, and CLIP's for the
 * downstream classifier.
 */
public final class InceptionFeatures implements FeatureExtractor {
  private static final int VERSION_DIGITS = 12;

  private final NDManager manager = NDManager.newBaseManager("PyTorch");
  private final ClipFeatures clip;
  private final FidInput input;
  private final Inception inception;
  private final String version;

  private InceptionFeatures(ClipFeatures clip, Path file, FidInput input) {
    this.clip = clip;
    this.input = input;
    Torch.prepare();
    this.inception = Inception.load(manager, file);
    this.version = version(file, input);
  }

  /**
   * Loads Inception's weights.
   *
   * @param clip makes the classifier's features; closed along with the result
   * @param file see {@link Inception#load}
   */
  public static InceptionFeatures load(ClipFeatures clip, Path file, FidInput input) {
    return new InceptionFeatures(clip, file, input);
  }

  /** Such as inception-pool3-pytorch-fid-6726825d0123; digits of the file's SHA-256. */
  private static String version(Path file, FidInput input) {
    String way = input.name().toLowerCase(Locale.ROOT).replace('_', '-');
    try {
      String digits = Sha256.of(file).substring(0, VERSION_DIGITS);
      return "inception-pool3-" + way + "-" + digits;
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read.", e);
    }
  }

  @Override
  public Features features(byte[] image) {
    RgbImage decoded = ClipFeatures.decoded(image);
    FeatureVector classifier = clip.vector(decoded);
    try (NDManager scope = manager.newSubManager()) {
      float[] pool3 = input.features(inception, scope, decoded).toFloatArray();
      return new Features(classifier, new FeatureVector(pool3, version));
    }
  }

  @Override
  public void close() {
    inception.close();
    manager.close();
    clip.close();
  }
}
