package org.genhowto.networks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Builds the definition of CLIP's tokenizer (byte-level merges with the end-of-word mark, lower
 * case, single spaces) from the two files in which older folders, Stable Diffusion 2's among them,
 * carry it.
 */
final class ClipTokenizerFiles {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String START = "<|startoftext|>";
  private static final String END = "<|endoftext|>";
  private static final String WORDS =
      "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+";

  private ClipTokenizerFiles() {}

  static byte[] definition(Path folder) throws IOException {
    Path vocabularyFile = folder.resolve("vocab.json");
    Path mergesFile = folder.resolve("merges.txt");
    if (!Files.exists(vocabularyFile) || !Files.exists(mergesFile)) {
      throw new IOException("it has neither tokenizer.json nor vocab.json with merges.txt.");
    }
    ObjectNode vocabulary = (ObjectNode) JSON.readTree(vocabularyFile.toFile());
    ObjectNode root = JSON.createObjectNode();
    root.put("version", "1.0");
    ArrayNode added = root.putArray("added_tokens");
    int start = vocabulary.path(START).asInt();
    int end = vocabulary.path(END).asInt();
    added.add(special(start, START));
    added.add(special(end, END));
    root.set("normalizer", normalizer());
    root.set("pre_tokenizer", splitter());
    ObjectNode post = root.putObject("post_processor");
    post.put("type", "RobertaProcessing").put("trim_offsets", false).put("add_prefix_space", false);
    post.putArray("sep").add(END).add(end);
    post.putArray("cls").add(START).add(start);
    root.set("decoder", byteLevel());
    ObjectNode model = root.putObject("model");
    model.put("type", "BPE").put("unk_token", END);
    model.put("continuing_subword_prefix", "").put("end_of_word_suffix", "</w>");
    model.put("fuse_unk", false);
    model.set("vocab", vocabulary);
    ArrayNode merges = model.putArray("merges");
    for (String line : Files.readAllLines(mergesFile, StandardCharsets.UTF_8)) {
      if (!line.isBlank() && !line.startsWith("#version")) {
        merges.add(line.strip());
      }
    }
    return JSON.writeValueAsBytes(root);
  }

  private static ObjectNode special(int id, String content) {
    ObjectNode token = JSON.createObjectNode();
    token.put("id", id).put("content", content).put("special", true).put("normalized", true);
    return token.put("single_word", false).put("lstrip", false).put("rstrip", false);
  }

  private static ObjectNode normalizer() {
    ObjectNode normalizer = JSON.createObjectNode().put("type", "Sequence");
    ArrayNode steps = normalizer.putArray("normalizers");
    steps.addObject().put("type", "NFC");
    ObjectNode spaces = steps.addObject().put("type", "Replace").put("content", " ");
    spaces.putObject("pattern").put("Regex", "\\s+");
    steps.addObject().put("type", "Lowercase");
    return normalizer;
  }

  private static ObjectNode splitter() {
    ObjectNode splitter = JSON.createObjectNode().put("type", "Sequence");
    ArrayNode steps = splitter.putArray("pretokenizers");
    ObjectNode split = steps.addObject().put("type", "Split");
    split.putObject("pattern").put("Regex", WORDS);
    split.put("behavior", "Removed").put("invert", true);
    steps.add(byteLevel());
    return splitter;
  }

  private static ObjectNode byteLevel() {
    ObjectNode level = JSON.createObjectNode().put("type", "ByteLevel");
    return level.put("add_prefix_space", false).put("trim_offsets", true).put("use_regex", true);
  }
}
