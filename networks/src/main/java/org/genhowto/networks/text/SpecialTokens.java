package org.genhowto.networks.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.genhowto.networks.checkpoint.ModelFolder;

/**
 * The tokens of a tokenizer that stand for no text, as {@code special_tokens_map.json}, {@code
 * tokenizer_config.json} and {@code added_tokens.json} name them.
 *
 * @param roles tokens by role, such as {@code pad_token}
 * @param others further tokens that were added to the vocabulary
 * @param bos whether a text begins with the {@code bos_token} where the tokenizer leaves that open
 */
record SpecialTokens(Map<String, Token> roles, List<Token> others, boolean bos) {
  static final String BOS = "bos_token";
  static final String EOS = "eos_token";
  static final String UNKNOWN = "unk_token";
  static final String PAD = "pad_token";

  private static final String MAP = "special_tokens_map.json";
  private static final String CONFIG = "tokenizer_config.json";
  private static final String ADDED = "added_tokens.json";

  SpecialTokens {
    roles = Map.copyOf(roles);
    others = List.copyOf(others);
  }

  /**
   * One token.
   *
   * @param id where the files state it; else it is in the vocabulary
   * @param flags how it is found in a text: lstrip, rstrip, normalized, single_word, special
   */
  record Token(String content, Optional<Integer> id, JsonNode flags) {

    private static Token of(JsonNode json, Optional<Integer> id) {
      return new Token(json.path("content").asText(), id, json);
    }

    /**
     * A token told by its text alone. It is looked for in the text as it is normalised, but for
     * padding, which is looked for in the text as it stands.
     */
    static Token of(String content, String role) {
      return new Token(
          content,
          Optional.empty(),
          JsonNodeFactory.instance.objectNode().put("normalized", !role.equals(PAD)));
    }

    /** As in the {@code added_tokens} of a {@code tokenizer.json}. */
    ObjectNode json(int idInVocabulary) {
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      json.put("id", idInVocabulary).put("content", content);
      for (String flag : List.of("single_word", "lstrip", "rstrip", "normalized")) {
        json.put(flag, flags.path(flag).asBoolean(false));
      }
      return json.put("special", flags.path("special").asBoolean(true));
    }
  }

  static SpecialTokens read(ModelFolder folder) {
    Map<String, Token> roles = new LinkedHashMap<>();
    List<Token> others = new ArrayList<>();
    boolean bos = false;
    if (folder.has(CONFIG)) {
      JsonNode config = folder.json(CONFIG);
      bos = config.path("add_bos_token").asBoolean(false);
      config
          .path("added_tokens_decoder")
          .properties()
          .forEach(
              entry ->
                  others.add(
                      Token.of(entry.getValue(), Optional.of(Integer.valueOf(entry.getKey())))));
      roles(config, roles);
    }
    if (folder.has(MAP)) {
      roles(folder.json(MAP), roles);
    }
    if (folder.has(ADDED)) {
      folder
          .json(ADDED)
          .properties()
          .forEach(
              entry ->
                  others.add(
                      new Token(
                          entry.getKey(),
                          Optional.of(entry.getValue().asInt()),
                          JsonNodeFactory.instance.objectNode())));
    }
    return new SpecialTokens(roles, others, bos);
  }

  private static void roles(JsonNode json, Map<String, Token> roles) {
    for (String role : List.of(BOS, EOS, UNKNOWN, PAD)) {
      JsonNode token = json.path(role);
      if (token.isObject()) {
        roles.put(role, Token.of(token, Optional.empty()));
      } else if (token.isTextual()) {
        roles.put(role, Token.of(token.asText(), role));
      }
    }
  }

  /** These, and where a role is open the token of the other ones. */
  SpecialTokens or(SpecialTokens usual) {
    Map<String, Token> all = new LinkedHashMap<>(usual.roles);
    all.putAll(roles);
    return new SpecialTokens(all, others, bos);
  }

  /** These with another padding token. */
  SpecialTokens paddedWith(String token) {
    Map<String, Token> all = new LinkedHashMap<>(roles);
    all.put(PAD, Token.of(token, PAD));
    return new SpecialTokens(all, others, bos);
  }

  Optional<String> token(String role) {
    return Optional.ofNullable(roles.get(role)).map(Token::content);
  }

  /** Each token once, those with an id of their own first. */
  List<Token> all() {
    Map<String, Token> all = new LinkedHashMap<>();
    others.forEach(token -> all.putIfAbsent(token.content(), token));
    for (String role : List.of(BOS, EOS, UNKNOWN, PAD)) {
      Token token = roles.get(role);
      if (token != null) {
        all.putIfAbsent(token.content(), token);
      }
    }
    return List.copyOf(all.values());
  }
}
