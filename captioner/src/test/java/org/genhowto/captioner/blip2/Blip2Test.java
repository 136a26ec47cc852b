package org.genhowto.captioner.blip2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.genhowto.networks.checkpoint.Initialization;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class Blip2Test {
  private static final int VOCABULARY = 23;
  private static final int START = 2;
  private static final int END = 3;

  private NDManager manager;
  private Blip2 model;
  private NDArray pixels;

  @BeforeEach
  void create() {
    manager = NDManager.newBaseManager();
    CaptionerConfig config =
        new CaptionerConfig(
            new VisionConfig(16, 8, 12, 20, 2, 3, 1e-6),
            new QueryConfig(3, 8, 16, 3, 2, 2, 1e-12),
            new LanguageConfig(VOCABULARY, 10, 14, 2, 2, 20, START, END, 1),
            Set.of(END),
            false);
    model = Blip2.create(manager, config, 5);
    pixels =
        manager.create(
            Initialization.normal(1, 8).values("pixels", new Shape(2, 3, 16, 16)),
            new Shape(2, 3, 16, 16));
  }

  @AfterEach
  void close() {
    model.close();
    manager.close();
  }

  @Test
  void the_cache_says_what_the_whole_sequence_says() {
    long[] tokens = {START, 7, 11, 4};
    NDArray image = model.imageTokens(pixels).get("1:2");
    NDArray whole = model.logits(image, manager.create(tokens, new Shape(1, 4))).get(0);

    try (CachedDecoder decoder = new CachedDecoder(model.network(), image, new long[] {START})) {
      assertThat(decoder.first()[0]).containsExactly(whole.get(0).toFloatArray(), within(1e-5f));
      // Two beams, of which the second goes on as both of the next
      decoder.next(new int[] {0, 0}, new int[] {9, 7});
      decoder.next(new int[] {1, 1}, new int[] {5, 11});
      float[][] last = decoder.next(new int[] {1, 0}, new int[] {4, 4});
      assertThat(last[0]).containsExactly(whole.get(3).toFloatArray(), within(1e-5f));
      assertThat(last[1][0]).isNotCloseTo(last[0][0], within(1e-4f));
    }
  }

  @Test
  void a_long_prompt_is_read_at_once() {
    NDArray image = model.imageTokens(pixels).get("0:1");
    long[] prompt = {START, 7, 11};
    NDArray whole = model.logits(image, manager.create(prompt, new Shape(1, 3))).get(0);

    try (CachedDecoder decoder = new CachedDecoder(model.network(), image, prompt)) {
      assertThat(decoder.first()[0]).containsExactly(whole.get(2).toFloatArray(), within(1e-5f));
    }
  }

  @Test
  void one_beam_takes_the_likeliest_token_each_time() {
    BeamSearch search = new BeamSearch(new DecodingSettings(1, 9, 0, 1), Set.of(END));

    List<BeamSearch.Found> found = model.search(pixels, new long[] {START}, search);

    for (int b = 0; b < 2; b++) {
      NDArray image = model.imageTokens(pixels).get(b + ":" + (b + 1));
      assertThat(found.get(b).tokens()).isEqualTo(greedy(image, 9));
    }
  }

  @Test
  void the_loss_counts_the_targets_alone() {
    long[] tokens = {START, 7, 11, START, 4, END};
    long[] targets = {7, 11, END, 4, END, -100};
    NDArray logs =
        model
            .logits(model.imageTokens(pixels), manager.create(tokens, new Shape(2, 3)))
            .logSoftmax(-1)
            .reshape(6, VOCABULARY);
    double expected = 0;
    for (int i = 0; i < 5; i++) {
      expected -= logs.getFloat(i, targets[i]) / 5;
    }

    NDArray loss =
        model
            .network()
            .call(
                "loss",
                pixels,
                manager.create(tokens, new Shape(2, 3)),
                manager.create(targets, new Shape(2, 3)))
            .get(0);

    assertThat((double) loss.getFloat()).isCloseTo(expected, within(1e-5));
  }

  private List<Integer> greedy(NDArray image, int most) {
    List<Integer> found = new ArrayList<>();
    while (found.size() < most && !found.contains(END)) {
      long[] tokens = new long[found.size() + 1];
      tokens[0] = START;
      for (int i = 0; i < found.size(); i++) {
        tokens[i + 1] = found.get(i);
      }
      NDArray logits = model.logits(image, manager.create(tokens, new Shape(1, tokens.length)));
      found.add((int) logits.get(0).get(tokens.length - 1).argMax().getLong());
    }
    return found;
  }
}
