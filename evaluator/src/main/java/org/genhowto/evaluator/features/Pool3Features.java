package org.genhowto.evaluator.features;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.networks.torch.Torch;
import org.genhowto.runtime.blob.Sha256;

/** Inception's pool3 features, which published distances are measured on. */
public final class Pool3Features implements ImageFeatures {
  private static final int VERSION_DIGITS = 12;

  private final NDManager manager = NDManager.newBaseManager("PyTorch");
  private final FidInput input;
  private final Inception inception;
  private final String version;

  private Pool3Features(Path file, FidInput input) {
    this.input = input;
    Torch.prepare();
    this.inception = Inception.load(manager, file);
    this.version = version(file, input);
  }

  /**
   * Loads Inception's weights.
   *
   * @param file see {@link Inception#load}
   */
  public static Pool3Features load(Path file, FidInput input) {
    return new Pool3Features(file, input);
  }

  /** Such as inception-pool3-pytorch-fid-6726825d0123; digits of the file's SHA-256. */
  private static String version(Path file, FidInput input) {
    try {
      String digits = Sha256.of(file).substring(0, VERSION_DIGITS);
      return "inception-pool3-" + input + "-" + digits;
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read.", e);
    }
  }

  @Override
  public FeatureVector vector(RgbImage image) {
    Torch.prepare();
    try (NDManager scope = manager.newSubManager()) {
      return new FeatureVector(input.features(inception, scope, image).toFloatArray(), version);
    }
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public void close() {
    inception.close();
    manager.close();
  }
}
