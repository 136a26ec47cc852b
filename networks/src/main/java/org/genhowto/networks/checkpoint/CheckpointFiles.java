package org.genhowto.networks.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which files hold a checkpoint's weights, in the layouts of Hugging Face and diffusers: one file
 * or shards, with or without an index, in safetensors or PyTorch's format, as they are or in a
 * variant such as fp16 whose name stands in the file's.
 */
final class CheckpointFiles {
  private static final String STEMS = "model|diffusion_pytorch_model|pytorch_model";

  private static final List<String> NAMES =
      List.of(
          "model.safetensors",
          "diffusion_pytorch_model.safetensors",
          "pytorch_model.bin",
          "diffusion_pytorch_model.bin");

  /** The libraries have put a variant before the number of a shard, and behind it. */
  private static final Pattern WEIGHTS =
      Pattern.compile(
          "(?<stem>"
              + STEMS
              + ")(\\.(?<early>[A-Za-z0-9_]+))?(-(?<part>\\d{5})-of-(?<parts>\\d{5}))?"
              + "(\\.(?<late>[A-Za-z0-9_]+))?\\.(?<format>safetensors|bin)");

  private static final Pattern INDEX =
      Pattern.compile(
          "(?<stem>"
              + STEMS
              + ")(\\.(?<early>[A-Za-z0-9_]+))?\\.(?<format>safetensors|bin)\\.index"
              + "(\\.(?<late>[A-Za-z0-9_]+))?\\.json");

  /** More digits first; weights that are no average of a training's last. */
  private static final List<String> VARIANTS = List.of("", "fp32", "bf16", "fp16");

  private static final Map<String, String> OTHERS =
      Map.of(
          "msgpack", "Flax",
          "h5", "TensorFlow",
          "onnx", "ONNX",
          "onnx_data", "ONNX",
          "gguf", "GGML",
          "xml", "OpenVINO",
          "mlmodel", "Core ML");

  private CheckpointFiles() {}

  /**
   * A checkpoint that a folder holds.
   *
   * @param variant empty where the names of its files have none
   */
  private record Found(String stem, String variant, String format) {
    static Found of(Matcher name) {
      String early = name.group("early");
      String late = name.group("late");
      return new Found(
          name.group("stem"),
          early != null ? early : late == null ? "" : late,
          name.group("format"));
    }

    private int variantRank() {
      int rank = VARIANTS.indexOf(variant);
      return rank < 0 ? VARIANTS.size() : rank;
    }

    /** Whole ones go before variants, and safetensors before PyTorch's files. */
    static final Comparator<Found> ORDER =
        Comparator.comparingInt(Found::variantRank)
            .thenComparing(found -> found.format.equals("bin"))
            .thenComparing(Found::stem, Comparator.comparing(STEMS::indexOf))
            .thenComparing(Found::variant);
  }

  static List<Path> of(Path fileOrFolder) throws IOException {
    if (!Files.exists(fileOrFolder)) {
      throw new IOException("There is no checkpoint at " + fileOrFolder + ".");
    }
    if (!Files.isDirectory(fileOrFolder)) {
      return List.of(fileOrFolder);
    }
    List<Path> all;
    try (Stream<Path> inside = Files.list(fileOrFolder)) {
      all = inside.sorted().toList();
    }
    Map<Found, List<Path>> files = named(all, WEIGHTS);
    Map<Found, List<Path>> indexes = named(all, INDEX);
    TreeSet<Found> found = new TreeSet<>(Found.ORDER);
    found.addAll(files.keySet());
    found.addAll(indexes.keySet());
    if (found.isEmpty()) {
      requireReadable(all);
      throw new IOException(
          "%s holds no weights; expected one of %s, a variant such as model.fp16.safetensors, or shards."
              .formatted(fileOrFolder, NAMES));
    }
    Found first = found.first();
    return files(first, files.getOrDefault(first, List.of()), indexes.get(first));
  }

  /** Weights in the formats of other libraries are named, with how they become readable. */
  private static void requireReadable(List<Path> all) throws IOException {
    for (Path file : all) {
      String name = file.getFileName().toString();
      String ending = name.substring(name.lastIndexOf('.') + 1);
      String library = OTHERS.get(ending);
      if (library != null) {
        throw new IOException(
            "%s holds weights of %s, which are not read; load them with the library they were published for and write them with save_pretrained, which gives safetensors."
                .formatted(file, library));
      }
    }
  }

  private static Map<Found, List<Path>> named(List<Path> all, Pattern pattern) {
    Map<Found, List<Path>> named = new TreeMap<>(Found.ORDER);
    for (Path file : all) {
      Matcher name = pattern.matcher(file.getFileName().toString());
      if (name.matches()) {
        named.computeIfAbsent(Found.of(name), found -> new ArrayList<>()).add(file);
      }
    }
    return named;
  }

  /** One file goes before an index, and an index before what the names of shards say. */
  private static List<Path> files(Found found, List<Path> files, @Nullable List<Path> indexes)
      throws IOException {
    Optional<Path> whole =
        files.stream().filter(file -> part(file).group("part") == null).findFirst();
    if (whole.isPresent()) {
      return List.of(whole.get());
    }
    if (indexes != null) {
      return shards(indexes.get(0));
    }
    requireAll(found, files);
    return files;
  }

  private static Matcher part(Path file) {
    Matcher name = WEIGHTS.matcher(file.getFileName().toString());
    if (!name.matches()) {
      throw new IllegalStateException(file + " was found by its name");
    }
    return name;
  }

  /** Without an index the names tell how many shards there are. */
  private static void requireAll(Found found, List<Path> files) throws IOException {
    int parts = Integer.parseInt(part(files.get(0)).group("parts"));
    TreeSet<Integer> missing = new TreeSet<>();
    for (int number = 1; number <= parts; number++) {
      missing.add(number);
    }
    for (Path file : files) {
      Matcher name = part(file);
      missing.remove(Integer.parseInt(name.group("part")));
      if (Integer.parseInt(name.group("parts")) != parts) {
        throw new IOException(
            "%s and %s are shards of different numbers; expected an index that tells which count."
                .formatted(files.get(0), file.getFileName()));
      }
    }
    if (!missing.isEmpty()) {
      throw new IOException(
          "%s holds %d of %d shards of %s, and no index; missing are %s."
              .formatted(files.get(0).getParent(), files.size(), parts, found.stem, missing));
    }
  }

  /** Whether a file is PyTorch's own format, by its name. */
  static boolean isTorch(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".pth")
        || name.endsWith(".pt")
        || name.endsWith(".bin")
        || name.endsWith(".ckpt");
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
