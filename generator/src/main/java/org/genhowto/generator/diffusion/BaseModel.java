package org.genhowto.generator.diffusion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.genhowto.networks.checkpoint.CheckpointException;
import org.genhowto.networks.clip.ClipConfig;
import org.genhowto.networks.clip.ClipText;
import org.genhowto.networks.text.Tokenizer;

/**
 * The parts of Stable Diffusion that GenHowTo leaves as they are: autoencoder, text encoder and
 * tokenizer, from a folder in the layout of diffusers or a {@link SingleFile}.
 */
public final class BaseModel implements TextEncoder, AutoCloseable {
  private static final String LATENTS = "the channels of the autoencoder's latents";
  private static final String TEXT = "the numbers that the text encoder gives a token";

  private final Autoencoder autoencoder;
  private final ClipText text;
  private final Tokenizer tokenizer;
  private boolean released;

  private BaseModel(Autoencoder autoencoder, ClipText text, Tokenizer tokenizer) {
    this.autoencoder = autoencoder;
    this.text = text;
    this.tokenizer = tokenizer;
  }

  /** Reads vae/, text_encoder/ and tokenizer/. */
  public static BaseModel load(NDManager parent, Path folder) throws IOException {
    Autoencoder autoencoder = AutoencoderFiles.load(parent, folder.resolve("vae"));
    ClipText text = ClipText.load(parent, folder.resolve("text_encoder"));
    Tokenizer tokenizer = tokenizer(folder, text.config().positions());
    return new BaseModel(autoencoder, text, tokenizer);
  }

  /**
   * What a U-Net has to fit.
   *
   * @param latentChannels channels of the autoencoder's latents
   * @param textWidth numbers that the text encoder gives a token
   */
  public record Widths(int latentChannels, int textWidth) {

    /**
     * @param inputs latents that the U-Net sees beside one another
     * @throws CheckpointException it is for another autoencoder or text encoder
     */
    public void requireFit(Path unet, UNetConfig config, int inputs) {
      require(unet, "in_channels", config.inChannels(), inputs * latentChannels, LATENTS);
      require(unet, "cross_attention_dim", config.crossAttentionDim(), textWidth, TEXT);
    }

    private static void require(Path unet, String key, int actual, int expected, String why) {
      if (actual != expected) {
        throw new CheckpointException(
            "%s has %s %d, expected %d, %s.".formatted(unet, key, actual, expected, why));
      }
    }
  }

  /**
   * Checks that a folder has all that is read here, without reading numbers.
   *
   * @throws CheckpointException something is missing or broken
   */
  public static Widths require(Path folder) throws IOException {
    ClipConfig.Text text = ClipText.require(folder.resolve("text_encoder"));
    tokenizer(folder, text.positions()).close();
    return new Widths(
        AutoencoderFiles.require(folder.resolve("vae")).latentChannels(), text.tower().width());
  }

  private static Tokenizer tokenizer(Path folder, int length) {
    Path part = folder.resolve("tokenizer");
    return SingleFile.containing(part)
        .map(whole -> Tokenizer.load(whole.tokenizer(), length, whole.padding()))
        .orElseGet(() -> Tokenizer.load(part, length));
  }

  /** Whether a folder has all that is read here, or a file does that stands for one. */
  public static boolean isIn(Path folder) {
    return Files.isRegularFile(folder)
        ? SingleFile.read(folder).parts().containsAll(List.of("vae", "text_encoder"))
        : Stream.of("vae", "text_encoder", "tokenizer")
            .allMatch(part -> Files.isDirectory(folder.resolve(part)));
  }

  /** Width of the embeddings that {@link #encode} gives. */
  public int textWidth() {
    return text.config().tower().width();
  }

  public Autoencoder autoencoder() {
    return autoencoder;
  }

  @Override
  public NDArray encode(NDManager manager, List<String> prompts) {
    if (released) {
      throw new IllegalStateException("The text encoder was released");
    }
    return encode(manager, text, tokenizer, prompts);
  }

  /** A text encoder alone, for training. */
  public static TextEncoder textEncoder(ClipText text, Tokenizer tokenizer) {
    return (manager, prompts) -> encode(manager, text, tokenizer, prompts);
  }

  private static NDArray encode(
      NDManager manager, ClipText text, Tokenizer tokenizer, List<String> prompts) {
    try (NDArray ids = tokenizer.encode(manager, prompts)) {
      return text.hiddenStates(ids);
    }
  }

  /** Closes the text encoder alone; no prompt can be encoded any more. */
  public void releaseTextEncoder() {
    if (!released) {
      released = true;
      tokenizer.close();
      text.close();
    }
  }

  @Override
  public void close() {
    releaseTextEncoder();
    autoencoder.close();
  }
}
