package org.genhowto.miniature.video;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.genhowto.miniature.world.Category;
import org.genhowto.networks.text.Tokenizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VocabularyTest {

  @Test
  void the_tokenizer_file_and_the_vocabulary_encode_every_caption_alike(@TempDir Path folder)
      throws Exception {
    var vocabulary = new Vocabulary();
    vocabulary.write(folder);

    try (var tokenizer = Tokenizer.load(folder, Vocabulary.LENGTH)) {
      for (var category : Category.values()) {
        for (var caption : Vocabulary.captions(category)) {
          assertThat(tokenizer.encode(caption)).isEqualTo(vocabulary.encode(caption));
          assertThat(tokenizer.decode(vocabulary.encode(caption))).isEqualTo(caption);
        }
      }
      assertThat(tokenizer.encode("")).isEqualTo(vocabulary.encode(""));
      assertThat(tokenizer.encode("A Giraffe")).isEqualTo(vocabulary.encode("a giraffe"));
    }
  }

  @Test
  void there_are_about_a_hundred_words_and_the_end_has_the_highest_id() {
    var vocabulary = new Vocabulary();

    assertThat(vocabulary.size()).isBetween(80, 110);
    assertThat(vocabulary.end()).isEqualTo(vocabulary.size() - 1);
  }
}
