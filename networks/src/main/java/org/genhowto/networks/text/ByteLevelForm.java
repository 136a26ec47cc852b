package org.genhowto.networks.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * The kinds of tokenizer that {@code vocab.json} and {@code merges.txt} carry: byte-level merges
 * with or without a mark at the end of words. What stands around the merges is what transformers
 * converts its CLIPTokenizer and GPT2Tokenizer to.
 */
enum ByteLevelForm {
  /** Lower case, single spaces, an end-of-word mark; a start and an end token. */
  CLIP {
    @Override
    SpecialTokens usualTokens() {
      return usual("<|startoftext|>", "<|endoftext|>");
    }

    @Override
    void describe(ObjectNode model, SpecialTokens tokens) {
      model.put("end_of_word_suffix", "</w>");
      model.put("unk_token", tokens.token(SpecialTokens.UNKNOWN).orElseThrow());
    }

    @Override
    void describe(ObjectNode root, SpecialTokens tokens, ToIntFunction<String> ids) {
      ArrayNode steps = root.putObject("normalizer").put("type", "Sequence").putArray(STEPS);
      steps.addObject().put("type", "NFC");
      ObjectNode spaces = steps.addObject().put("type", "Replace").put("content", " ");
      spaces.putObject("pattern").put("Regex", "\\s+");
      steps.addObject().put("type", "Lowercase");
      ObjectNode splitter = root.putObject("pre_tokenizer").put("type", "Sequence");
      ArrayNode splits = splitter.putArray("pretokenizers");
      ObjectNode split = splits.addObject().put("type", "Split");
      split.putObject("pattern").put("Regex", WORDS);
      split.put("behavior", "Removed").put("invert", true);
      splits.add(byteLevel());
      ObjectNode post = root.putObject(POST).put("type", "RobertaProcessing");
      post.put("trim_offsets", false).put("add_prefix_space", false);
      String start = tokens.token(SpecialTokens.BOS).orElseThrow();
      String end = tokens.token(SpecialTokens.EOS).orElseThrow();
      post.putArray("cls").add(start).add(ids.applyAsInt(start));
      post.putArray("sep").add(end).add(ids.applyAsInt(end));
      root.set("decoder", byteLevel());
    }
  },

  /** The text as it is, as OPT has it from GPT-2; a start token where the files ask for it. */
  GPT2 {
    @Override
    SpecialTokens usualTokens() {
      return new SpecialTokens(Map.of(), List.of(), false);
    }

    @Override
    void describe(ObjectNode model, SpecialTokens tokens) {
      model.put("end_of_word_suffix", "");
    }

    @Override
    void describe(ObjectNode root, SpecialTokens tokens, ToIntFunction<String> ids) {
      root.set("pre_tokenizer", byteLevel());
      root.set("decoder", byteLevel());
      if (tokens.bos()) {
        String start = tokens.token(SpecialTokens.BOS).orElseThrow();
        ObjectNode post = root.putObject(POST).put("type", "TemplateProcessing");
        post.set("single", template(start, "A"));
        post.set("pair", template(start, "A", "B"));
        ObjectNode special = post.putObject("special_tokens").putObject(start).put("id", start);
        special.putArray("ids").add(ids.applyAsInt(start));
        special.putArray("tokens").add(start);
      }
    }
  };

  private static final String STEPS = "normalizers";
  private static final String POST = "post_processor";
  private static final String WORDS =
      "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+";

  /** CLIP's where the vocabulary has its start token. */
  static ByteLevelForm of(JsonNode vocabulary) {
    return vocabulary.has("<|startoftext|>") ? CLIP : GPT2;
  }

  /** Tokens of roles that the files leave open. */
  abstract SpecialTokens usualTokens();

  /** Adds what is this form's to the model of a definition. */
  abstract void describe(ObjectNode model, SpecialTokens tokens);

  /** Adds what stands around the model of a definition. */
  abstract void describe(ObjectNode root, SpecialTokens tokens, ToIntFunction<String> ids);

  private static SpecialTokens usual(String start, String end) {
    return new SpecialTokens(
        Map.of(
            SpecialTokens.BOS, SpecialTokens.Token.of(start, SpecialTokens.BOS),
            SpecialTokens.EOS, SpecialTokens.Token.of(end, SpecialTokens.EOS),
            SpecialTokens.UNKNOWN, SpecialTokens.Token.of(end, SpecialTokens.UNKNOWN),
            SpecialTokens.PAD, SpecialTokens.Token.of(end, SpecialTokens.PAD)),
        List.of(),
        false);
  }

  private static ArrayNode template(String start, String... sequences) {
    ArrayNode template = JsonNodeFactory.instance.arrayNode();
    template.addObject().putObject("SpecialToken").put("id", start).put("type_id", 0);
    for (int i = 0; i < sequences.length; i++) {
      template.addObject().putObject("Sequence").put("id", sequences[i]).put("type_id", i);
    }
    return template;
  }

  private static ObjectNode byteLevel() {
    ObjectNode level = JsonNodeFactory.instance.objectNode().put("type", "ByteLevel");
    return level.put("add_prefix_space", false).put("trim_offsets", true).put("use_regex", true);
  }
}
