package org.genhowto.networks.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;

/** Which files hold a checkpoint's weights, in the layouts of Hugging Face and diffusers. */
final class CheckpointFiles {
  /** Safetensors go before PyTorch's files, where a folder has both. */
  private static final List<String> NAMES =
      List.of(
          "model.safetensors",
          "diffusion_pytorch_model.safetensors",
          "diffusion_pytorch_model.fp16.safetensors",
          "pytorch_model.bin",
          "diffusion_pytorch_model.bin");

  private CheckpointFiles() {}

  static List<Path> of(Path fileOrFolder) throws IOException {
    if (!Files.exists(fileOrFolder)) {
      throw new IOException("There is no checkpoint at " + fileOrFolder + ".");
    }
    if (!Files.isDirectory(fileOrFolder)) {
      return List.of(fileOrFolder);
    }
    for (String name : NAMES) {
      Path whole = fileOrFolder.resolve(name);
      if (Files.exists(whole)) {
        return List.of(whole);
      }
      Path index = fileOrFolder.resolve(name + ".index.json");
      if (Files.exists(index)) {
        return shards(index);
      }
    }
    throw new IOException(
        "%s holds no weights; expected one of %s, or shards with an index."
            .formatted(fileOrFolder, NAMES));
  }

  /** Whether a file is PyTorch's own format, by its name. */
  static boolean isTorch(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".pth") || name.endsWith(".pt") || name.endsWith(".bin");
  }

  private static List<Path> shards(Path index) throws IOException {
    TreeSet<Path> files = new TreeSet<>();
    for (JsonNode shard : weightMap(index)) {
      if (shard.asText().contains("/") || shard.asText().contains("\\")) {
        throw new IOException(index + " names " + shard + ", which lies in another folder.");
      }
      files.add(index.resolveSibling(shard.asText()));
    }
    for (Path file : files) {
      if (!Files.exists(file)) {
        throw new IOException(index + " names " + file.getFileName() + ", which is missing.");
      }
    }
    return List.copyOf(files);
  }

  private static JsonNode weightMap(Path index) throws IOException {
    try {
      JsonNode map = Json.PLAIN.readTree(index.toFile()).path("weight_map");
      if (map.isObject() && !map.isEmpty()) {
        return map;
      }
    } catch (JsonProcessingException e) {
      throw new IOException(index + " is not JSON: " + e.getOriginalMessage() + ".", e);
    }
    throw new IOException(index + " has no weight_map with the names of the shards.");
  }
}
