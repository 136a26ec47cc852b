package org.genhowto.captioner;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.genhowto.networks.Checkpoint;
import org.genhowto.networks.ModelFolder;
import org.genhowto.networks.ModelPlace;
import org.genhowto.networks.NamedTensors;
import org.genhowto.networks.PublishedNetwork;
import org.genhowto.networks.ReferenceNetwork;

/** BLIP-2 as Hugging Face's transformers calls it: what generate finds, and the logits. */
public final class Blip2Forward implements PublishedNetwork {

  @Override
  public String spelling() {
    return "blip2";
  }

  @Override
  public String reference() {
    return "Blip2ForConditionalGeneration";
  }

  @Override
  public List<String> inputs() {
    return List.of(
        "pixel_values (B,3,S,S)",
        "[input_ids (B,N)]",
        "[attention_mask (B,N)]",
        "[num_beams ()]",
        "[max_length ()]",
        "[min_length ()]",
        "[length_penalty ()]",
        "[repetition_penalty ()]");
  }

  @Override
  public boolean lies(ModelPlace place) {
    return place.configuredFor("blip-2", "Blip2ForConditionalGeneration");
  }

  @Override
  public Checkpoint checkpoint(ModelPlace place) {
    CaptionerConfig config = CaptionerConfig.read(new ModelFolder(place.folder()));
    return Blip2.checkpoint(config, place.folder());
  }

  @Override
  public ReferenceNetwork load(NDManager parent, ModelPlace place) {
    return new Loaded(Blip2.load(parent, place.folder()));
  }

  private record Loaded(Blip2 model) implements ReferenceNetwork {
    /** sequences and, where input_ids are given and none of them is padding, their logits. */
    @Override
    public Map<String, NDArray> forward(NamedTensors inputs) {
      NDArray pixels = inputs.floats("pixel_values", 4);
      NDArray ids = inputs.findIntegers("input_ids", 2).orElseGet(() -> starts(pixels));
      NDArray mask = inputs.findIntegers("attention_mask", 2).orElseGet(ids::onesLike);
      DecodingSettings decoding = decoding(inputs, (int) ids.getShape().get(1));
      boolean given = inputs.findIntegers("input_ids", 2).isPresent();
      inputs.requireAllRead();
      Map<String, NDArray> outputs = new LinkedHashMap<>();
      outputs.put("sequences", model.generate(pixels, Blip2.prompts(ids, mask), decoding));
      if (given && LongStream.of(mask.toLongArray()).allMatch(kept -> kept != 0)) {
        outputs.put("logits", model.allLogits(model.imageTokens(pixels), ids));
      }
      return outputs;
    }

    private NDArray starts(NDArray pixels) {
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

    @Override
    public void close() {
      model.close();
    }
  }
}
