package org.genhowto.networks.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counts of bytes are compared with those before, as other tests may hold tensors. */
class SharedTensorsTest {
  private static final long BYTES = 4L * (6 + 3);

  private final NDManager manager = NDManager.newBaseManager();
  @TempDir Path folder;
  private Path file;
  private long before;

  @BeforeEach
  void aFile() {
    file = folder.resolve("one.safetensors");
    write(file, 1, DataType.FLOAT32);
    before = Checkpoint.bytesInMemory();
  }

  @AfterEach
  void nothingIsLeft() {
    manager.close();
    assertThat(Checkpoint.bytesInMemory()).isEqualTo(before);
  }

  private static void write(Path file, float value, DataType type) {
    Weights.save(
        file, Map.of("a", new Shape(2, 3), "b", new Shape(3)), Initialization.constant(value));
    if (type != DataType.FLOAT32) {
      try (NDManager scope = NDManager.newBaseManager();
          Weights all = Weights.load(scope, file)) {
        all.save(file, type);
      }
    }
  }

  private long taken() {
    return Checkpoint.bytesInMemory() - before;
  }

  @Test
  void a_file_read_twice_is_in_memory_once_until_the_last_bank_is_closed() {
    Weights one = Weights.load(manager, file);
    NDManager below = manager.newSubManager();
    Weights two = Weights.load(below, file);
    assertThat(taken()).isEqualTo(BYTES);
    one.close();
    one.close();
    assertThat(taken()).isEqualTo(BYTES);
    System.gc(); // a mapping nobody holds would go
    assertThat(two.get("a").sum().getFloat()).isEqualTo(6);
    below.close();
    assertThat(taken()).isZero();
  }

  @Test
  void widened_numbers_are_shared_too_and_other_types_are_other_tensors() {
    write(file, 2, DataType.FLOAT16);
    Weights one = Weights.load(manager, file);
    Weights two = Weights.load(manager, file);
    assertThat(taken()).isEqualTo(BYTES);
    one.close();
    assertThat(two.get("b").toFloatArray()).containsExactly(2, 2, 2);
    Weights halves = Checkpoint.open(file).map(manager, DataType.FLOAT16);
    assertThat(taken()).isEqualTo(BYTES + BYTES / 2);
    assertThat(halves.floats()).isEqualTo(DataType.FLOAT16);
  }

  @Test
  void names_do_not_count_and_paths_neither() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link.safetensors"), file);
    Weights.load(manager, file);
    Checkpoint.open(link).renamed(name -> "x." + name).map(manager);
    assertThat(taken()).isEqualTo(BYTES);
  }

  @Test
  void a_file_written_anew_is_another_one() {
    Weights old = Weights.load(manager, file);
    write(file, 5, DataType.FLOAT32);
    Weights young = Weights.load(manager, file);
    assertThat(taken()).isEqualTo(2 * BYTES);
    assertThat(old.get("b").toFloatArray()).containsExactly(1, 1, 1);
    assertThat(young.get("b").toFloatArray()).containsExactly(5, 5, 5);
  }

  @Test
  void what_goes_on_top_of_a_file_takes_only_its_own_part() {
    Path other = folder.resolve("other.safetensors");
    Weights.save(other, Map.of("b", new Shape(3)), Initialization.constant(7));
    Weights.load(manager, file);
    Checkpoint both = Checkpoint.open(file).with(Checkpoint.open(other));
    Weights tuned = both.map(manager);
    assertThat(taken()).isEqualTo(BYTES + 4 * 3);
    assertThat(tuned.get("b").toFloatArray()).containsExactly(7, 7, 7);
    assertThat(tuned.get("a").sum().getFloat()).isEqualTo(6);
  }

  @Test
  void a_copy_made_for_training_is_not_shared_and_gives_the_original_back() {
    Weights one = Weights.load(manager, file);
    Weights two = Weights.load(manager, file);
    one.replaceByCopy("a").addi(1);
    assertThat(two.get("a").sum().getFloat()).isEqualTo(6);
    assertThat(one.get("a").sum().getFloat()).isEqualTo(12);
    two.close();
    assertThat(taken()).isEqualTo(4 * 3);
  }

  /** A network that was made of the bank reads the file's mapping, which ends with the array. */
  @Test
  void an_array_that_maps_its_file_stays_open_until_the_bank_is_closed() {
    Weights one = Weights.load(manager, file);
    NDArray replaced = one.get("a");
    NDArray dropped = one.get("b");
    one.replaceByCopy("a");
    one.removeIf("b"::equals);
    NDArray copy = one.get("a");
    one.replaceByCopy("a");
    assertThat(replaced.isReleased()).isFalse();
    assertThat(dropped.isReleased()).isFalse();
    assertThat(copy.isReleased()).isTrue();
    assertThat(taken()).isZero();
    one.close();
    assertThat(replaced.isReleased()).isTrue();
    assertThat(dropped.isReleased()).isTrue();
  }

  /** Its pages would count as memory of the process, beside the numbers made of them. */
  @Test
  void a_file_whose_numbers_are_converted_is_not_mapped() throws IOException {
    Path half = folder.resolve("half.safetensors");
    Weights whole = Weights.load(manager, file);
    whole.save(half, DataType.FLOAT16);
    Weights converted = Weights.load(manager, half);
    assertThat(converted.get("b").toFloatArray()).containsExactly(whole.get("b").toFloatArray());
    String mappings = Files.readString(Path.of("/proc/self/maps"));
    assertThat(mappings).contains(file.toString()).doesNotContain(half.toString());
  }

  @Test
  void a_bank_that_takes_another_over_holds_its_tensors() {
    Weights one = Weights.load(manager, file);
    Weights two = Weights.load(manager, file);
    Weights all = Weights.copyOf(manager, Map.of("x.b", one.get("b")));
    all.take("x.", one);
    assertThat(taken()).isEqualTo(BYTES);
    two.close();
    assertThat(taken()).isEqualTo(BYTES);
    all.removeIf("x.b"::equals);
    assertThat(taken()).isEqualTo(4 * 6);
    all.close();
    assertThat(taken()).isZero();
  }

  @Test
  void a_file_that_is_gone_leaves_nothing_in_memory() throws IOException {
    Checkpoint checkpoint = Checkpoint.open(file);
    Files.delete(file);
    assertThatThrownBy(() -> checkpoint.map(manager)).hasMessageContaining("cannot be read");
    assertThat(taken()).isZero();
  }
}
