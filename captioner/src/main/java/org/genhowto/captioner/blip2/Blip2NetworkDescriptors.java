package org.genhowto.captioner.blip2;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.genhowto.networks.checkpoint.ModelFolder;
import org.genhowto.networks.checkpoint.ModelLocation;
import org.genhowto.networks.model.NamedNetwork;
import org.genhowto.networks.model.NamedTensors;
import org.genhowto.networks.model.PublishedNetwork;
import org.genhowto.networks.model.PublishedNetwork.Signature;
import org.jspecify.annotations.Nullable;

/** BLIP-2 as Hugging Face's transformers calls it: what generate finds, and the logits. */
public final class Blip2NetworkDescriptors {
  private Blip2NetworkDescriptors() {}

  public static List<PublishedNetwork> networks() {
    return List.of(
        new PublishedNetwork(
            new Signature(
                "blip2",
                "Blip2ForConditionalGeneration",
                List.of(
                    "pixel_values (B,3,S,S)",
                    "[input_ids (B,N)]",
                    "[attention_mask (B,N)]",
                    "[num_beams ()]",
                    "[max_length ()]",
                    "[min_length ()]",
                    "[length_penalty ()]",
                    "[repetition_penalty ()]")),
            place -> place.configuredFor("blip-2", "Blip2ForConditionalGeneration"),
            place ->
                Blip2.checkpoint(
                    CaptionerConfig.read(new ModelFolder(place.folder())), place.folder()),
            Blip2NetworkDescriptors::load));
  }

  private static NamedNetwork load(NDManager parent, ModelLocation place) {
    Blip2 model = Blip2.load(parent, place.folder());
    return new NamedNetwork(inputs -> forward(model, inputs), model::close);
  }

  /** sequences and, where input_ids are given and none of them is padding, their logits. */
  private static Map<String, NDArray> forward(Blip2 model, NamedTensors inputs) {
    NDArray pixels = inputs.floats("pixel_values", 4);
    NDArray ids = inputs.findIntegers("input_ids", 2).orElseGet(() -> starts(model, pixels));
    NDArray mask = inputs.findIntegers("attention_mask", 2).orElseGet(ids::onesLike);
    Prompt prompt = new Prompt(ids, mask, model.config().imageToken());
    DecodingSettings decoding = decoding(inputs, prompt.width());
    boolean given = inputs.findIntegers("input_ids", 2).isPresent();
    inputs.requireAllRead();
    Map<String, NDArray> outputs = new LinkedHashMap<>();
    NDArray found = model.generate(pixels, prompt.words(), decoding);
    outputs.put("sequences", prompt.withImages() ? prompt.followedBy(found) : found);
    if (given && LongStream.of(mask.toLongArray()).allMatch(kept -> kept != 0)) {
      outputs.put("logits", model.allLogits(model.imageTokens(pixels), prompt.wordIds()));
    }
    return outputs;
  }

  /**
   * What the caption continues. Since transformers 4.46 it may begin with tokens that stand for
   * what is seen of the image; then the sequences that are given back begin with the prompt.
   */
  private record Prompt(NDArray ids, NDArray mask, @Nullable Integer imageToken) {
    boolean withImages() {
      return imageToken != null
          && LongStream.of(ids.toLongArray()).anyMatch(token -> token == imageToken);
    }

    /** As lengths count it: one more where the image's tokens are not among them. */
    int width() {
      int width = (int) ids.getShape().get(1);
      return withImages() ? width - 1 : width;
    }

    List<long[]> words() {
      return Blip2.prompts(ids, mask, imageToken);
    }

    /** (B, words), where all prompts have as many. */
    NDArray wordIds() {
      if (!withImages()) {
        return ids;
      }
      List<long[]> words = words();
      long[] all = words.stream().flatMapToLong(LongStream::of).toArray();
      return ids.getManager().create(all, new Shape(words.size(), all.length / words.size()));
    }

    /** The ids, then what was found without the start token it begins with. */
    NDArray followedBy(NDArray found) {
      try (NDArray after = found.get(":, 1:")) {
        return ids.concat(after, 1);
      }
    }
  }

  private static NDArray starts(Blip2 model, NDArray pixels) {
    int images = (int) pixels.getShape().get(0);
    long start = model.config().language().startToken();
    long[] starts = Stream.generate(() -> start).limit(images).mapToLong(id -> id).toArray();
    return pixels.getManager().create(starts).expandDims(1);
  }

  /** The reference's lengths count the whole prompt, and one token more. */
  private static DecodingSettings decoding(NamedTensors inputs, int prompt) {
    return new DecodingSettings(
            (int) inputs.number("num_beams", 1),
            (int) inputs.number("max_length", 20) - 1 - prompt,
            Math.max(0, (int) inputs.number("min_length", 0) - prompt),
            inputs.number("length_penalty", 1))
        .penalizingRepetition(inputs.number("repetition_penalty", 1));
  }
}
