package org.genhowto.captioner.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.genhowto.captioner.Blip2Captioner;
import org.genhowto.captioner.Caption;
import org.genhowto.captioner.blip2.CaptionerConfig;
import org.genhowto.captioner.blip2.DecodingSettings;
import org.genhowto.captioner.blip2.LanguageConfig;
import org.genhowto.captioner.blip2.QueryConfig;
import org.genhowto.captioner.blip2.VisionConfig;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.networks.model.LossCurve;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class CaptionerTrainerTest {
  private static final int SIDE = 16;
  private static final int BATCH = 6;
  private static final List<String> CAPTIONS =
      List.of("a red wall", "a green wall", "a blue sky at night");

  private final List<String> lines = new ArrayList<>();
  @TempDir Path folder;
  private Path tokenizer;

  @BeforeEach
  void writeTokenizer() throws IOException {
    tokenizer = folder.resolve("words.json");
    Files.writeString(
        tokenizer,
        """
        {"version": "1.0", "added_tokens": [
          {"id": 0, "content": "<pad>", "single_word": false, "lstrip": false, "rstrip": false,
           "normalized": false, "special": true},
          {"id": 2, "content": "<start>", "single_word": false, "lstrip": false, "rstrip": false,
           "normalized": false, "special": true},
          {"id": 3, "content": "<end>", "single_word": false, "lstrip": false, "rstrip": false,
           "normalized": false, "special": true}],
         "normalizer": {"type": "Lowercase"}, "pre_tokenizer": {"type": "Whitespace"},
         "post_processor": null, "decoder": null,
         "padding": {"strategy": {"Fixed": 8}, "direction": "Right", "pad_to_multiple_of": null,
           "pad_id": 0, "pad_type_id": 0, "pad_token": "<pad>"},
         "model": {"type": "WordLevel", "unk_token": "<unk>", "vocab": {
           "<pad>": 0, "<unk>": 1, "<start>": 2, "<end>": 3, "a": 4, "red": 5, "green": 6,
           "blue": 7, "wall": 8, "sky": 9, "at": 10, "night": 11}}}
        """);
  }

  @Test
  void it_learns_to_say_what_it_sees() throws Exception {
    train(folder.resolve("model"), 200, new Walls());

    List<LossCurve.Point> losses = LossCurve.read(folder.resolve("model.csv"));
    assertThat(losses).hasSize(4);
    assertThat(losses.get(3).loss()).isLessThan(losses.get(0).loss() / 10);
    try (Blip2Captioner captioner =
        Blip2Captioner.load(folder.resolve("model"), DecodingSettings.LAVIS, "")) {
      List<Caption> captions = captioner.describe(List.of(image(0), image(1), image(2)));
      assertThat(captions).extracting(Caption::text).isEqualTo(CAPTIONS);
      assertThat(captions).allMatch(caption -> caption.score() > -0.5 && caption.score() <= 0);
    }
  }

  @Test
  void an_interrupted_training_goes_on_as_if_it_had_not_been() throws Exception {
    train(folder.resolve("whole"), 9, new Walls());
    Walls falling = new Walls();
    falling.left = 5 * BATCH + 1;
    assertThatThrownBy(() -> train(folder.resolve("parts"), 9, falling))
        .hasMessage("no more walls");
    assertThat(folder.resolve("parts/training.safetensors")).exists();
    train(folder.resolve("parts"), 9, new Walls());

    assertThat(lines).contains("captioner: goes on from step 4");
    assertThat(folder.resolve("parts/model.safetensors"))
        .hasSameBinaryContentAs(folder.resolve("whole/model.safetensors"));
  }

  private void train(Path model, long steps, CaptionExamples data) throws IOException {
    CaptionerRecipe recipe = new CaptionerRecipe(steps, BATCH, 3e-3, 10, 0.01, 0.9, 4, 1);
    CaptionerConfig config =
        new CaptionerConfig(
            new VisionConfig(SIDE, 8, 16, 32, 1, 2, 1e-6),
            new QueryConfig(2, 16, 32, 1, 2, 2, 1e-12),
            new LanguageConfig(12, 16, 32, 1, 2, 16, 2, 3, 0),
            Set.of(3),
            false);
    new CaptionerTrainer(config, recipe, tokenizer)
        .train(data, model, folder.resolve(model.getFileName() + ".csv"), lines::add);
  }

  private static RgbImage image(int colour) {
    byte[] rgb = new byte[3 * SIDE * SIDE];
    Arrays.fill(rgb, (byte) 40);
    for (int i = colour; i < rgb.length; i += 3) {
      rgb[i] = (byte) 200;
    }
    return new RgbImage(SIDE, SIDE, rgb);
  }

  private static final class Walls implements CaptionExamples {
    private int left = Integer.MAX_VALUE;

    @Override
    public int size() {
      return CAPTIONS.size();
    }

    @Override
    public Example example(int index) {
      if (left-- == 0) {
        throw new IllegalStateException("no more walls");
      }
      return new Example(image(index), CAPTIONS.get(index));
    }
  }
}
