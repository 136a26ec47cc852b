package org.genhowto.evaluator;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.genhowto.evaluator.features.FeatureExtractor;
import org.genhowto.runtime.config.ConfigurationException;
import org.genhowto.runtime.json.Json;
import org.genhowto.schemas.EvaluationSample;
import org.genhowto.schemas.Role;
import org.genhowto.schemas.Target;

/**
 * Real, verified images that generated ones are measured against: a folder with the images and
 * {@code reference.json}, a list of {@code {"file", "category", "target": "ACTION"|"FINAL_STATE",
 * "role": "TEST_INITIAL"|"TEST_TARGET"}}.
 */
public final class ReferenceSet {
  /** Name of the list in the folder. */
  public static final String LIST = "reference.json";

  /** One image of the set; file is relative to the folder. */
  public record Item(String file, String category, Target target, Role role) {
    public Item {
      if (role != Role.TEST_INITIAL && role != Role.TEST_TARGET) {
        throw new IllegalArgumentException(
            "role of " + file + " is " + role + ", expected TEST_INITIAL or TEST_TARGET");
      }
    }
  }

  private final String name;
  private final Path folder;
  private final List<Item> items;

  private ReferenceSet(String name, Path folder, List<Item> items) {
    this.name = name;
    this.folder = folder;
    this.items = List.copyOf(items);
  }

  /** Reads the list of a folder. */
  public static ReferenceSet read(String name, Path folder) {
    Path list = folder.resolve(LIST);
    try {
      List<Item> items = Json.PLAIN.readValue(list.toFile(), new TypeReference<List<Item>>() {});
      return new ReferenceSet(name, folder, items);
    } catch (IOException e) {
      throw new ConfigurationException(
          "evaluator.reference is %s, but %s cannot be read: %s"
              .formatted(folder, list, e.getMessage()),
          e);
    }
  }

  /** Writes the list beside the images. */
  public static void write(Path folder, List<Item> items) throws IOException {
    Json.PLAIN.writerWithDefaultPrettyPrinter().writeValue(folder.resolve(LIST).toFile(), items);
  }

  /**
   * The features of every image; ids follow from the file names.
   *
   * @param going is asked before each image; with false, what there is so far is given
   */
  List<EvaluationSample> samples(FeatureExtractor extractor, BooleanSupplier going) {
    Map<String, FeatureExtractor.Features> known = new HashMap<>();
    List<EvaluationSample> samples = new ArrayList<>();
    for (Item item : items) {
      if (!going.getAsBoolean()) {
        return samples;
      }
      samples.add(
          EvaluationSamples.sample(
                  name,
                  item.target(),
                  item.role(),
                  item.category(),
                  item.file(),
                  known.computeIfAbsent(item.file(), file -> features(file, extractor)))
              .build());
    }
    return samples;
  }

  private FeatureExtractor.Features features(String name, FeatureExtractor extractor) {
    Path file = folder.resolve(name);
    try {
      return extractor.features(Files.readAllBytes(file));
    } catch (IOException | IllegalArgumentException e) {
      throw new ConfigurationException(
          "reference image %s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }
}
