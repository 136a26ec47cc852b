package org.genhowto.captioner;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.List;
import org.genhowto.captioner.blip2.BeamSearch;
import org.genhowto.captioner.blip2.Blip2;
import org.genhowto.captioner.blip2.CaptionTokens;
import org.genhowto.captioner.blip2.DecodingSettings;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.networks.text.Tokenizer;

/** Captions from a BLIP-2 checkpoint. Used by one thread at a time. */
public final class Blip2Captioner implements Captioner, AutoCloseable {
  private final NDManager manager;
  private final Blip2 model;
  private final Tokenizer tokenizer;
  private final BeamSearch search;
  private final long[] prompt;

  private Blip2Captioner(
      NDManager manager,
      Blip2 model,
      Tokenizer tokenizer,
      DecodingSettings decoding,
      String prompt) {
    this.manager = manager;
    this.model = model;
    this.tokenizer = tokenizer;
    this.search = new BeamSearch(decoding, model.config().endTokens());
    this.prompt = CaptionTokens.prompt(tokenizer, model.config(), prompt);
  }

  /**
   * Reads a checkpoint folder with its tokenizer.
   *
   * @param prompt words every caption continues: empty for a pretrained checkpoint, "a photo of"
   *     for one tuned on COCO
   */
  public static Blip2Captioner load(Path folder, DecodingSettings decoding, String prompt) {
    NDManager manager = NDManager.newBaseManager();
    Blip2 model = Blip2.load(manager, folder);
    int room = model.config().language().positions() - model.config().query().queries();
    return new Blip2Captioner(manager, model, Tokenizer.load(folder, room), decoding, prompt);
  }

  @Override
  public List<Caption> describe(List<RgbImage> images) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray pixels = model.pixels(scope, images);
      return model.search(pixels, prompt, search).stream().map(this::caption).toList();
    }
  }

  private Caption caption(BeamSearch.Found found) {
    long[] words =
        found.tokens().stream()
            .filter(token -> !model.config().endTokens().contains(token))
            .mapToLong(Integer::longValue)
            .toArray();
    return new Caption(tokenizer.decode(words).strip(), found.meanLogProbability());
  }

  @Override
  public void close() {
    tokenizer.close();
    model.close();
    manager.close();
  }
}
