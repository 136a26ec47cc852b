package org.genhowto.miniature.video;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.genhowto.miniature.drawing.Captions;
import org.genhowto.miniature.stock.StockCaptions;
import org.genhowto.miniature.world.Category;
import org.genhowto.miniature.world.Edition;
import org.genhowto.runtime.json.Json;

/**
 * The words of the miniature world, and the tokenizer file that turns a sentence into {@value
 * #LENGTH} ids: start, words, end, padding.
 */
public final class Vocabulary {
  /** Ids in every sentence. */
  public static final int LENGTH = 16;

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String PAD = "<pad>";
  private static final String UNKNOWN = "<unk>";
  private static final String START = "<start>";
  private static final String END = "<end>";

  private final Map<String, Integer> ids = new LinkedHashMap<>();

  /** All words that captions use, in alphabetical order; the end has the highest id. */
  public Vocabulary(Edition edition) {
    var words = new TreeSet<String>();
    for (var caption : sentences(edition)) {
      words.addAll(List.of(caption.split(" ")));
    }
    var all = new ArrayList<String>(List.of(PAD, UNKNOWN));
    all.addAll(words);
    all.addAll(List.of(START, END));
    all.forEach(word -> ids.put(word, ids.size()));
  }

  /** Everything that may stand beside a picture. */
  static List<String> sentences(Edition edition) {
    var exact = edition.categories().stream().flatMap(c -> captions(c).stream());
    var stock =
        switch (edition) {
          case FIRST -> Stream.<String>empty();
          case SECOND -> StockCaptions.all().stream();
        };
    return Stream.concat(exact, stock).toList();
  }

  /** Every exact caption of a category. */
  public static List<String> captions(Category category) {
    var captions = new ArrayList<String>();
    for (var tint : category.tints()) {
      for (var outcome : category.family().outcomes()) {
        for (var sight : category.family().sights()) {
          captions.addAll(Captions.of(category, tint, outcome, sight));
        }
      }
    }
    return captions.stream().distinct().toList();
  }

  public int size() {
    return ids.size();
  }

  public int start() {
    return id(START);
  }

  public int end() {
    return id(END);
  }

  public int pad() {
    return id(PAD);
  }

  private int id(String word) {
    return ids.getOrDefault(word, 1);
  }

  /** The ids of a sentence, cut and padded to {@value #LENGTH}. */
  public long[] encode(String sentence) {
    var encoded = new long[LENGTH];
    int length = 0;
    encoded[length++] = start();
    for (var word : sentence.isEmpty() ? new String[0] : sentence.split(" ")) {
      if (length < LENGTH - 1) {
        encoded[length++] = id(word);
      }
    }
    encoded[length] = end();
    return encoded;
  }

  /** Writes {@code tokenizer.json}, which Hugging Face's tokenizers read. */
  public void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Json.INDENTED.writeValue(folder.resolve("tokenizer.json").toFile(), tokenizer());
  }

  private ObjectNode tokenizer() {
    var root = JSON.objectNode();
    root.put("version", "1.0");
    var cut = root.putObject("truncation");
    cut.put("direction", "Right").put("max_length", LENGTH).put("strategy", "LongestFirst");
    cut.put("stride", 0);
    var padding = root.putObject("padding");
    padding.putObject("strategy").put("Fixed", LENGTH);
    padding.put("direction", "Right").putNull("pad_to_multiple_of");
    padding.put("pad_id", pad()).put("pad_type_id", 0).put("pad_token", PAD);
    var added = root.putArray("added_tokens");
    for (var token : List.of(PAD, UNKNOWN, START, END)) {
      added.add(special(token));
    }
    root.putObject("normalizer").put("type", "Lowercase");
    root.putObject("pre_tokenizer").put("type", "Whitespace");
    root.set("post_processor", template());
    root.putNull("decoder");
    var model = root.putObject("model");
    model.put("type", "WordLevel").put("unk_token", UNKNOWN);
    var words = model.putObject("vocab");
    ids.forEach(words::put);
    return root;
  }

  private ObjectNode special(String token) {
    return JSON.objectNode()
        .put("id", id(token))
        .put("content", token)
        .put("single_word", false)
        .put("lstrip", false)
        .put("rstrip", false)
        .put("normalized", false)
        .put("special", true);
  }

  private ObjectNode template() {
    var template = JSON.objectNode().put("type", "TemplateProcessing");
    var single = template.putArray("single");
    single.addObject().putObject("SpecialToken").put("id", START).put("type_id", 0);
    single.addObject().putObject("Sequence").put("id", "A").put("type_id", 0);
    single.addObject().putObject("SpecialToken").put("id", END).put("type_id", 0);
    var pair = single.deepCopy();
    pair.addObject().putObject("Sequence").put("id", "B").put("type_id", 0);
    template.set("pair", pair);
    var tokens = template.putObject("special_tokens");
    for (var token : List.of(START, END)) {
      var entry = tokens.putObject(token).put("id", token);
      entry.putArray("ids").add(id(token));
      entry.putArray("tokens").add(token);
    }
    return template;
  }
}
