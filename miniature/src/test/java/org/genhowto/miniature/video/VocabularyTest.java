package org.genhowto.miniature.video;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.genhowto.miniature.world.Edition;
import org.genhowto.networks.text.Tokenizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VocabularyTest {

  @ParameterizedTest
  @EnumSource(Edition.class)
  void the_tokenizer_file_and_the_vocabulary_encode_every_caption_alike(
      Edition edition, @TempDir Path folder) throws Exception {
    var vocabulary = new Vocabulary(edition);
    vocabulary.write(folder);

    try (var tokenizer = Tokenizer.load(folder, Vocabulary.LENGTH)) {
      for (var caption : Vocabulary.sentences(edition)) {
        assertThat(tokenizer.encode(caption)).isEqualTo(vocabulary.encode(caption));
        assertThat(tokenizer.decode(vocabulary.encode(caption))).isEqualTo(caption);
      }
      assertThat(tokenizer.encode("")).isEqualTo(vocabulary.encode(""));
      assertThat(tokenizer.encode("A Giraffe")).isEqualTo(vocabulary.encode("a giraffe"));
    }
  }

  @Test
  void there_are_about_a_hundred_words_and_the_end_has_the_highest_id() {
    var vocabulary = new Vocabulary(Edition.FIRST);

    assertThat(vocabulary.size()).isBetween(80, 110);
    assertThat(vocabulary.end()).isEqualTo(vocabulary.size() - 1);
  }

  @Test
  void the_second_edition_has_more_words_and_none_that_is_cut() {
    assertThat(new Vocabulary(Edition.SECOND).size()).isBetween(180, 240);
    assertThat(Vocabulary.sentences(Edition.SECOND))
        .allMatch(sentence -> sentence.split(" ").length <= Vocabulary.LENGTH - 2);
  }
}
