package org.genhowto.networks;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * One folder among those of a model.
 *
 * @param root the folder that was asked for, in which parts may lie beside one another
 * @param folder that folder, or one below it
 */
public record ModelPlace(Path root, Path folder) {
  private static final int DEPTH = 3;

  /** A model's folder and all folders in it, three levels down, in the order of their names. */
  public static List<ModelPlace> below(Path root) {
    if (!Files.isDirectory(root)) {
      throw new CheckpointException("There is no model folder at " + root + ".");
    }
    try (Stream<Path> folders = Files.walk(root, DEPTH)) {
      return folders
          .filter(Files::isDirectory)
          .sorted()
          .map(folder -> new ModelPlace(root, folder))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("The model folder " + root + " cannot be read.", e);
    }
  }

  /** Every place below the same root. */
  public List<ModelPlace> all() {
    return below(root);
  }

  public boolean has(String file) {
    return Files.exists(folder.resolve(file));
  }

  /** Whether config.json says that a library's class reads this folder. */
  public boolean configuredFor(String className) {
    if (!has("config.json")) {
      return false;
    }
    JsonNode json = new ModelFolder(folder).json("config.json");
    for (JsonNode architecture : json.path("architectures")) {
      if (architecture.asText().equals(className)) {
        return true;
      }
    }
    return json.path("_class_name").asText().equals(className);
  }

  /** The folder as seen from the root. */
  @Override
  public String toString() {
    return folder.equals(root) ? "." : root.relativize(folder).toString();
  }
}
