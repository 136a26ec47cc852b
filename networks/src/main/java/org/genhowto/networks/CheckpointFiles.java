package org.genhowto.networks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;

/** Which files hold a checkpoint's weights, in the layouts of Hugging Face and diffusers. */
final class CheckpointFiles {
  private static final List<String> NAMES = List.of("model", "diffusion_pytorch_model");

  private CheckpointFiles() {}

  static List<Path> of(Path fileOrFolder) throws IOException {
    if (!Files.exists(fileOrFolder)) {
      throw new IOException("There is no checkpoint at " + fileOrFolder + ".");
    }
    if (!Files.isDirectory(fileOrFolder)) {
      return List.of(fileOrFolder);
    }
    for (String name : NAMES) {
      Path whole = fileOrFolder.resolve(name + ".safetensors");
      if (Files.exists(whole)) {
        return List.of(whole);
      }
      Path index = fileOrFolder.resolve(name + ".safetensors.index.json");
      if (Files.exists(index)) {
        return shards(index);
      }
    }
    throw new IOException(
        fileOrFolder + " holds no weights: looked for " + NAMES + " with .safetensors.");
  }

  /** Whether a file is PyTorch's own format, by its name. */
  static boolean isTorch(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".pth") || name.endsWith(".pt") || name.endsWith(".bin");
  }

  private static List<Path> shards(Path index) throws IOException {
    JsonNode map = new ObjectMapper().readTree(index.toFile()).path("weight_map");
    TreeSet<Path> files = new TreeSet<>();
    for (JsonNode shard : map) {
      files.add(index.resolveSibling(shard.asText()));
    }
    for (Path file : files) {
      if (!Files.exists(file)) {
        throw new IOException(index + " names " + file.getFileName() + ", which is missing.");
      }
    }
    return List.copyOf(files);
  }
}
