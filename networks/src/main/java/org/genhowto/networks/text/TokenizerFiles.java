package org.genhowto.networks.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.genhowto.networks.checkpoint.Json;
import org.genhowto.networks.checkpoint.ModelFolder;
import org.jspecify.annotations.Nullable;

/**
 * The definition of a folder's tokenizer: {@code tokenizer.json}, or what the older {@code
 * vocab.json} and {@code merges.txt} amount to. Special tokens that the files beside it name are
 * part of it, as in transformers: where the padding token is {@code "!"}, every {@code "!"} of a
 * text becomes that token.
 */
final class TokenizerFiles {
  private static final String DEFINITION = "tokenizer.json";
  private static final String VOCABULARY = "vocab.json";
  private static final String MERGES = "merges.txt";

  private final ModelFolder folder;

  private TokenizerFiles(ModelFolder folder) {
    this.folder = folder;
  }

  /**
   * A tokenizer.
   *
   * @param json as in a {@code tokenizer.json}
   * @param padding the id of the token that texts are padded with; 0 where no file says
   */
  record Definition(ObjectNode json, long padding) {
    private static Definition of(ObjectNode json, SpecialTokens specials) {
      long stated = json.path("padding").path("pad_id").asLong(0);
      return new Definition(
          json,
          specials.token(SpecialTokens.PAD).map(token -> (long) id(json, token)).orElse(stated));
    }
  }

  /**
   * Reads a folder.
   *
   * @param padding the token that texts are padded with, whatever the files say; null if they do
   * @throws IOException where it has no tokenizer
   */
  static Definition read(Path path, @Nullable String padding) throws IOException {
    ModelFolder folder = new ModelFolder(path);
    SpecialTokens stated = SpecialTokens.read(folder);
    SpecialTokens specials = padding == null ? stated : stated.paddedWith(padding);
    if (folder.has(DEFINITION)) {
      ObjectNode json = (ObjectNode) folder.json(DEFINITION);
      add(json, specials);
      return Definition.of(json, specials);
    }
    if (!folder.has(VOCABULARY) || !folder.has(MERGES)) {
      throw new IOException("it has neither tokenizer.json nor vocab.json with merges.txt.");
    }
    return new TokenizerFiles(folder).older(specials);
  }

  private Definition older(SpecialTokens named) throws IOException {
    JsonNode vocabulary = folder.json(VOCABULARY);
    ByteLevelForm form = ByteLevelForm.of(vocabulary);
    SpecialTokens specials = named.or(form.usualTokens());
    ObjectNode root = Json.PLAIN.createObjectNode();
    root.put("version", "1.0");
    ObjectNode model = root.putObject("model");
    model.put("type", "BPE").put("continuing_subword_prefix", "").put("fuse_unk", false);
    form.describe(model, specials);
    model.set("vocab", vocabulary);
    merges(model.putArray("merges"));
    add(root, specials);
    form.describe(root, specials, token -> id(root, token));
    return Definition.of(root, specials);
  }

  private void merges(ArrayNode merges) throws IOException {
    Path file = folder.path().resolve(MERGES);
    List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    for (String line : lines.subList(lines.get(0).startsWith("#version") ? 1 : 0, lines.size())) {
      if (!line.isBlank()) {
        merges.add(line.strip());
      }
    }
  }

  /** Adds the tokens that the files beside the definition name and it does not list. */
  private static void add(ObjectNode definition, SpecialTokens tokens) {
    ArrayNode added = definition.withArray("added_tokens");
    for (SpecialTokens.Token token : tokens.all()) {
      boolean listed = false;
      for (JsonNode other : added) {
        listed |= other.path("content").asText().equals(token.content());
      }
      if (!listed) {
        added.add(token.json(token.id().orElseGet(() -> id(definition, token.content()))));
      }
    }
  }

  /** A token's id in a definition. */
  private static int id(JsonNode definition, String token) {
    for (JsonNode added : definition.path("added_tokens")) {
      if (added.path("content").asText().equals(token)) {
        return added.path("id").asInt();
      }
    }
    JsonNode id = definition.path("model").path("vocab").path(token);
    if (!id.isNumber()) {
      throw new IllegalArgumentException(
          "The special token " + token + " is not in the tokenizer's vocabulary.");
    }
    return id.asInt();
  }
}
