package org.genhowto.captioner;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.List;
import org.genhowto.networks.checkpoint.ModelFolder;
import org.genhowto.networks.clip.ClipModel;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.networks.text.Tokenizer;

/** Judges captions by CLIP. Used by one thread at a time. */
public final class ClipVerifier implements CaptionVerifier, AutoCloseable {
  private final NDManager manager;
  private final ClipModel model;
  private final Tokenizer tokenizer;
  private final String version;

  private ClipVerifier(NDManager manager, ClipModel model, Tokenizer tokenizer, String version) {
    this.manager = manager;
    this.model = model;
    this.tokenizer = tokenizer;
    this.version = version;
  }

  /** Reads a CLIP checkpoint with its tokenizer, as Hugging Face writes it. */
  public static ClipVerifier load(Path folder) {
    NDManager manager = NDManager.newBaseManager();
    try {
      ClipModel model = ClipModel.load(manager, folder);
      return new ClipVerifier(
          manager,
          model,
          Tokenizer.load(folder, model.config().text().positions()),
          new ModelFolder(folder).version());
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public CaptionAgreement judge(
      RgbImage action, String actionCaption, RgbImage last, String lastCaption) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray ids = tokenizer.encode(scope, List.of(actionCaption, lastCaption));
      // (2, 2): a row for each frame, a column for each caption.
      float[] cosines =
          model.cosines(model.pixels(scope, List.of(action, last)), ids).toFloatArray();
      double own = cosines[0] + (double) cosines[3];
      double swapped = cosines[1] + (double) cosines[2];
      return new CaptionAgreement(cosines[0], cosines[3], (own - swapped) / 2);
    }
  }

  @Override
  public void close() {
    tokenizer.close();
    model.close();
    manager.close();
  }
}
