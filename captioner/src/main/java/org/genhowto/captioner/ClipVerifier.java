package org.genhowto.captioner;

import java.nio.file.Path;
import java.util.List;
import org.genhowto.networks.clip.ClipScorer;
import org.genhowto.networks.image.RgbImage;

/**
 * Judges captions by CLIP.
 *
 * @param clip is freed with this
 */
public record ClipVerifier(ClipScorer clip) implements CaptionVerifier, AutoCloseable {
  /** Reads a CLIP checkpoint with its tokenizer, as Hugging Face writes it. */
  public static ClipVerifier load(Path folder) {
    return new ClipVerifier(ClipScorer.load(folder));
  }

  @Override
  public String version() {
    return clip.version();
  }

  @Override
  public CaptionAgreement judge(
      RgbImage action, String actionCaption, RgbImage last, String lastCaption) {
    // A row for each frame, a column for each caption.
    float[][] cosines = clip.cosines(List.of(action, last), List.of(actionCaption, lastCaption));
    double own = cosines[0][0] + (double) cosines[1][1];
    double swapped = cosines[0][1] + (double) cosines[1][0];
    return new CaptionAgreement(cosines[0][0], cosines[1][1], (own - swapped) / 2);
  }

  @Override
  public void close() {
    clip.close();
  }
}
