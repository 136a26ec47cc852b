package org.genhowto.runtime.shard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardReaderTest {
  @TempDir Path folder;

  @Test
  void entries_that_agree_up_to_the_first_dot_are_one_sample() throws Exception {
    List<ShardSample> samples =
        read(tar("a.initial.jpg", "a.json", "b.initial.jpg", "a.initial.jpg"));

    assertThat(samples).extracting(ShardSample::key).containsExactly("a", "b", "a");
    assertThat(samples.get(0).fields().keySet()).containsExactly("initial.jpg", "json");
    assertThat(samples.get(0).text("json")).isEqualTo("bytes of a.json");
  }

  @Test
  void folders_in_the_tar_are_no_samples() throws Exception {
    assertThat(read(tar("./", "a.json", "b/"))).hasSize(1);
  }

  @Test
  void an_empty_tar_has_no_samples() throws Exception {
    assertThat(read(tar())).isEmpty();
  }

  @Test
  void a_name_without_a_field_is_an_error() throws Exception {
    Path tar = tar("a.json", "readme");

    assertThatThrownBy(() -> read(tar))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("readme");
  }

  @Test
  void a_tar_that_was_cut_is_an_error() throws Exception {
    Path tar = tar("a.json");
    byte[] bytes = Files.readAllBytes(tar);
    Files.write(tar, Arrays.copyOf(bytes, 512 + 4));

    assertThatThrownBy(() -> read(tar)).isInstanceOf(IOException.class);
  }

  @Test
  void a_field_the_sample_lacks_is_named() {
    ShardSample sample = new ShardSample("a", Map.of("json", new byte[0]));

    assertThatThrownBy(() -> sample.bytes("state.jpg"))
        .hasMessage("sample a has fields [json], expected state.jpg");
  }

  @Test
  void a_key_with_a_dot_is_refused() {
    assertThatThrownBy(() -> new ShardSample("a.b", Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shards_are_the_finished_tars_of_a_prefix_in_order() throws Exception {
    for (String name :
        List.of("train-1.tar", "train-0.tar", ".train-2.tar.x.growing", "test-0.tar", "notes")) {
      Files.createFile(folder.resolve(name));
    }

    assertThat(ShardReader.shards(folder, "train-"))
        .extracting(path -> path.getFileName().toString())
        .containsExactly("train-0.tar", "train-1.tar");
  }

  private static List<ShardSample> read(Path tar) throws IOException {
    List<ShardSample> samples = new ArrayList<>();
    try (ShardReader reader = ShardReader.open(tar)) {
      for (Optional<ShardSample> next = reader.next(); next.isPresent(); next = reader.next()) {
        samples.add(next.get());
      }
    }
    return samples;
  }

  private Path tar(String... names) throws IOException {
    Path file = folder.resolve("shard.tar");
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(Files.newOutputStream(file))) {
      for (String name : names) {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        byte[] bytes = entry.isDirectory() ? new byte[0] : ("bytes of " + name).getBytes(UTF_8);
        entry.setSize(bytes.length);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
      }
    }
    return file;
  }
}
