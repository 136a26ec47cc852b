package org.genhowto.networks.model;

import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.genhowto.networks.torch.Attribute;
import org.genhowto.networks.torch.Script;

/**
 * A network without its weights, to be run by PyTorch alone: an archive for {@code torch.jit.load}.
 * Its extra file {@value #DESCRIPTION} says which weights {@code put_weights} wants and how the
 * network is called.
 *
 * @param attributes the numbers the script reads as {@code self.name}
 * @param weights names and shapes
 * @param probe a call that runs all of it
 */
public record NetworkScript(
    Script script, Map<String, Object> attributes, Map<String, Shape> weights, Probe probe) {
  static final String DESCRIPTION = "network.json";

  /**
   * A call.
   *
   * @param inputs in the order of the method's arguments
   */
  public record Probe(String method, List<Input> inputs) {
    public Probe {
      inputs = List.copyOf(inputs);
    }
  }

  /**
   * A tensor for a call.
   *
   * @param below 0 for normal numbers; else int64 numbers from 0 to below it
   */
  public record Input(List<Long> shape, long below) {
    public Input {
      shape = List.copyOf(shape);
    }

    /** Normal numbers. */
    public static Input normal(Long... shape) {
      return new Input(List.of(shape), 0);
    }
  }

  /** The file's content. */
  public byte[] archive() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("w", Attribute.Bank.DICTIONARY);
    all.putAll(attributes);
    Map<String, long[]> shapes = new LinkedHashMap<>();
    weights.forEach((name, shape) -> shapes.put(name, shape.getShape()));
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("probe", probe);
    description.put("attributes", attributes);
    description.put("weights", shapes);
    try {
      String json = new ObjectMapper().writeValueAsString(description);
      return script.archive(all, Map.of(DESCRIPTION, json));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Names and numbers become JSON.", e);
    }
  }
}
