package org.genhowto.networks.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.genhowto.networks.Golden;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Golden files: src/test/python/torch_checkpoint.py. */
class CheckpointTest {
  private NDManager manager;
  @TempDir private Path folder;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager();
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"state.pth", "state-before-1.6.pth"})
  void a_torch_file_holds_the_same_tensors_as_its_safetensors_twin(String file) {
    Weights torch = Weights.load(manager, Golden.path("checkpoint/" + file));
    Weights twin = Weights.load(manager, Golden.path("checkpoint/state.safetensors"));

    assertThat(torch.names()).containsExactlyInAnyOrderElementsOf(twin.names()).hasSize(9);
    for (String name : twin.names()) {
      assertThat(torch.get(name).getShape()).as(name).isEqualTo(twin.get(name).getShape());
      assertThat(torch.get(name).getDataType()).as(name).isEqualTo(twin.get(name).getDataType());
      assertThat(torch.get(name).toByteBuffer()).as(name).isEqualTo(twin.get(name).toByteBuffer());
    }
    assertThat(torch.get("count").toLongArray()).containsExactly(1, -2, 1L << 40);
    assertThat(torch.get("scale").getFloat()).isEqualTo(2.5f);
  }

  @Test
  void tensors_too_long_for_one_mapping_are_read_in_parts() {
    for (String file : List.of("state.pth", "state-before-1.6.pth", "state.safetensors")) {
      Checkpoint checkpoint = Checkpoint.open(Golden.path("checkpoint/" + file));
      Weights whole = checkpoint.map(manager);

      Weights parts = checkpoint.map(manager, DataType.FLOAT32, 110);

      for (String name : whole.names()) {
        assertThat(parts.get(name)).as(name).isEqualTo(whole.get(name));
      }
    }
  }

  @Test
  void brain_floats_are_widened_exactly() throws IOException {
    Path file = folder.resolve("brain.safetensors");
    write(file, "{\"a\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[0,4]}}", 4);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer two = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
      two.putShort((short) 0x3fc0).putShort((short) 0xc020).flip();
      channel.write(two, channel.size() - 4);
    }

    assertThat(Weights.load(manager, file).get("a").toFloatArray()).containsExactly(1.5f, -2.5f);
    assertThat(Checkpoint.open(file).formats()).containsExactly(Map.entry("bfloat16", 2L));
  }

  @Test
  void shards_make_one_checkpoint() throws IOException {
    save("one.safetensors", "a", 2);
    save("two.safetensors", "b", 3);
    Path index = folder.resolve("model.safetensors.index.json");
    Files.writeString(
        index, "{\"weight_map\": {\"a\": \"one.safetensors\", \"b\": \"two.safetensors\"}}");

    assertThat(Weights.load(manager, folder).names()).containsExactlyInAnyOrder("a", "b");

    Files.delete(folder.resolve("two.safetensors"));
    assertThatThrownBy(() -> Checkpoint.open(folder))
        .hasMessageContaining("names two.safetensors, which is missing");
    Files.writeString(index, "{\"weight_map\": {\"a\": \"../one.safetensors\"}}");
    assertThatThrownBy(() -> Checkpoint.open(folder))
        .hasMessageContaining("which lies in another folder");
    Files.writeString(index, "{\"weight_map\": {}}");
    assertThatThrownBy(() -> Checkpoint.open(folder)).hasMessageContaining("has no weight_map");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "model.fp16.safetensors",
        "diffusion_pytorch_model.fp16.safetensors",
        "diffusion_pytorch_model.non_ema.safetensors",
        "pytorch_model.safetensors",
        "model-00001-of-00001.safetensors",
        "model.fp16-00001-of-00001.safetensors",
        "model-00001-of-00001.fp16.safetensors"
      })
  void a_variant_is_found_whatever_part_it_is_of(String file) {
    save(file, "a", 3);

    assertThat(Checkpoint.open(folder).shapes()).containsExactly(Map.entry("a", new Shape(3)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"model.safetensors.index.fp16.json", "model.fp16.safetensors.index.json"})
  void shards_of_a_variant_are_read_by_their_index(String index) throws IOException {
    save("model.fp16-00001-of-00002.safetensors", "a", 3);
    save("model.fp16-00002-of-00002.safetensors", "b", 4);
    Files.writeString(
        folder.resolve(index),
        "{\"weight_map\": {\"a\": \"model.fp16-00001-of-00002.safetensors\", \"b\":"
            + " \"model.fp16-00002-of-00002.safetensors\"}}");

    assertThat(Checkpoint.open(folder).names()).containsExactly("a", "b");
  }

  @Test
  void shards_without_an_index_are_read_where_all_are_there() throws IOException {
    Path state = Golden.path("checkpoint/state.pth");
    Files.copy(state, folder.resolve("pytorch_model-00001-of-00002.bin"));
    assertThatThrownBy(() -> Checkpoint.open(folder))
        .hasMessageContaining(
            "holds 1 of 2 shards of pytorch_model, and no index; missing are [2]");

    Files.copy(state, folder.resolve("pytorch_model-00002-of-00002.bin"));
    assertThat(Checkpoint.open(folder).names()).hasSize(9).contains("plain.weight");
  }

  @Test
  void whole_weights_go_before_variants_of_them() {
    save("model.non_ema.safetensors", "a", 1);
    save("model.fp16.safetensors", "a", 2);
    assertThat(Checkpoint.open(folder).shapes()).containsEntry("a", new Shape(2));

    save("model.safetensors", "a", 3);
    assertThat(Checkpoint.open(folder).shapes()).containsEntry("a", new Shape(3));
  }

  @Test
  void a_folder_may_hold_py_torchs_own_file() throws IOException {
    Files.copy(Golden.path("checkpoint/state.pth"), folder.resolve("pytorch_model.bin"));

    assertThat(Checkpoint.open(folder).names()).hasSize(9).contains("plain.weight");
  }

  @Test
  void names_change_before_anything_is_read() {
    Checkpoint checkpoint = Checkpoint.open(Golden.path("checkpoint/state.pth"));

    Checkpoint changed =
        checkpoint
            .without(name -> !name.endsWith(".weight"))
            .renamed(name -> name.replace(".weight", ""))
            .split("alias", List.of("first", "second", "third"));

    assertThat(changed.names())
        .containsExactlyInAnyOrder(
            "plain", "strided", "part", "half", "brain", "first", "second", "third");
    Weights weights = changed.map(manager);
    Weights whole = checkpoint.map(manager);
    assertThat(weights.get("second")).isEqualTo(whole.get("alias.weight").get("2:4"));
    assertThatThrownBy(() -> checkpoint.renamed(name -> "same"))
        .hasMessageContaining("two tensors for same");
  }

  @Test
  void five_gigabytes_are_mapped_and_take_no_heap() throws IOException {
    int count = 80;
    long rows = 4000;
    long bytes = rows * rows * 4;
    StringBuilder header = new StringBuilder("{");
    for (int i = 0; i < count; i++) {
      header
          .append(i == 0 ? "" : ",")
          .append("\"t%d\":{\"dtype\":\"F32\",\"shape\":[%d,%d],".formatted(i, rows, rows))
          .append("\"data_offsets\":[%d,%d]}".formatted(i * bytes, (i + 1) * bytes));
    }
    Path file = folder.resolve("large.safetensors"); // a sparse file: it takes no room on the disk
    write(file, header.append("}").toString(), count * bytes);
    long before = heap();

    Weights weights = Weights.load(manager, file);

    assertThat(weights.size()).isEqualTo(count * rows * rows);
    assertThat(weights.get("t79").get(rows - 1).sum().getFloat()).isZero();
    assertThat(heap() - before).isLessThan(100L << 20);
  }

  private static long heap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private void save(String file, String name, int length) {
    Weights.save(
        folder.resolve(file), Map.of(name, manager.ones(new Shape(length))), DataType.FLOAT32);
  }

  static void write(Path file, String header, long data) throws IOException {
    int padding = (8 - header.length() % 8) % 8;
    byte[] text = (header + " ".repeat(padding)).getBytes(StandardCharsets.UTF_8);
    ByteBuffer start = ByteBuffer.allocate(8 + text.length).order(ByteOrder.LITTLE_ENDIAN);
    start.putLong(text.length).put(text).flip();
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.write(start);
      if (data > 0) {
        channel.write(ByteBuffer.allocate(1), channel.position() + data - 1);
      }
    }
  }
}
