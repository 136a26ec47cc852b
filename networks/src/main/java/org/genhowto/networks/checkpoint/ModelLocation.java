package org.genhowto.networks.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One folder among those of a model.
 *
 * @param root the folder that was asked for, in which parts may lie beside one another
 * @param folder that folder, or one below it
 */
public record ModelLocation(Path root, Path folder) {
  private static final int DEPTH = 3;

  /** A model's folder and all folders in it, three levels down, in the order of their names. */
  public static List<ModelLocation> below(Path root) {
    if (!Files.isDirectory(root)) {
      throw new CheckpointException("There is no model folder at " + root + ".");
    }
    try (Stream<Path> folders = Files.walk(root, DEPTH)) {
      return folders
          .filter(Files::isDirectory)
          .sorted()
          .map(folder -> new ModelLocation(root, folder))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("The model folder " + root + " cannot be read.", e);
    }
  }

  /** Every place below the same root. */
  public List<ModelLocation> all() {
    return below(root);
  }

  public boolean has(String file) {
    return Files.exists(folder.resolve(file));
  }

  /** Whether the folder is called so. */
  public boolean called(String name) {
    return name.equals(String.valueOf(folder.getFileName()));
  }

  /**
   * Whether config.json names one of these: the classes of the library that reads the folder, or a
   * kind of model.
   */
  public boolean configuredFor(String... names) {
    if (!has("config.json")) {
      return false;
    }
    JsonNode json = new ModelFolder(folder).json("config.json");
    Set<String> own = new HashSet<>();
    json.path("architectures").forEach(name -> own.add(name.asText()));
    own.add(json.path("_class_name").asText());
    own.add(json.path("model_type").asText());
    return Stream.of(names).anyMatch(own::contains);
  }

  /** The folder as seen from the root. */
  @Override
  public String toString() {
    return folder.equals(root) ? "." : root.relativize(folder).toString();
  }
}
