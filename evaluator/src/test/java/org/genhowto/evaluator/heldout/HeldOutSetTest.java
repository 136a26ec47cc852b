package org.genhowto.evaluator.heldout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.genhowto.networks.image.Images;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.runtime.blob.BlobStore;
import org.genhowto.runtime.blob.BlobStores;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.config.ConfigurationException;
import org.genhowto.schemas.Target;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldOutSetTest {
  @TempDir Path folder;

  @BeforeEach
  void draw() throws IOException {
    Files.write(folder.resolve("a.png"), Images.png(new RgbImage(8, 8, new byte[3 * 64])));
  }

  private void list(String json) throws IOException {
    Files.writeString(folder.resolve(HeldOutSet.LIST), json);
  }

  @Test
  void a_folder_becomes_questions_whose_images_are_in_the_store() throws Exception {
    HeldOutSet.write(
        folder, List.of(new HeldOutItem("a.png", "apple", Target.ACTION, "a hand cuts an apple")));
    try (BlobStore blobs =
        BlobStores.open(
            Configuration.of(Map.of("blobs.uri", folder.resolve("blobs").toUri().toString())))) {
      List<HeldOutQuestion> questions = HeldOutSet.read(folder).store(blobs);

      assertThat(questions).hasSize(1);
      HeldOutQuestion question = questions.get(0);
      assertThat(blobs.read(question.image()))
          .isEqualTo(Files.readAllBytes(folder.resolve("a.png")));
      assertThat(question.image().getMediaType()).isEqualTo("image/png");
      assertThat(question.category()).isEqualTo("apple");
      assertThat(question.prompt()).isEqualTo("a hand cuts an apple");
    }
  }

  @Test
  void all_faults_of_a_list_are_named_at_once() throws Exception {
    list(
        """
        [{"file": "a.png", "category": "apple", "target": "ACTION", "prompt": "x"},
         {"file": "b.png", "category": "", "target": "ACTION", "prompt": "x"},
         {"file": "a.png", "category": "apple", "prompt": "%s"},
         {"category": "apple", "target": "FINAL_STATE"}]\
        """
            .formatted("x".repeat(1001)));

    assertThatThrownBy(() -> HeldOutSet.read(folder))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("held-out.requests: ")
        .hasMessageContaining("request 2 has no category; request 2: b.png cannot be read")
        .hasMessageContaining("request 3 has no target, expected ACTION or FINAL_STATE")
        .hasMessageContaining("request 3: prompt has 1001 characters, expected at most 1000")
        .hasMessageContaining("; and 1 more");
  }

  @Test
  void a_missing_broken_or_empty_list_is_refused() throws Exception {
    assertThatThrownBy(() -> HeldOutSet.read(folder))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("requests.json cannot be read");
    list("[");
    assertThatThrownBy(() -> HeldOutSet.read(folder))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("is no list of requests");
    list("[{\"file\": \"a.png\", \"target\": \"BOTH\"}]");
    assertThatThrownBy(() -> HeldOutSet.read(folder))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("is no list of requests");
    list("[]");
    assertThatThrownBy(() -> HeldOutSet.read(folder))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("no request, expected at least one");
  }
}
