package org.genhowto.networks.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.genhowto.networks.Golden;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every damaged, lying or unsafe file ends in one message that names the file and the fault. */
class BrokenCheckpointTest {
  @TempDir private Path folder;

  static Stream<Arguments> headers() {
    return Stream.of(
        Arguments.of("not json", 4L, "its header is not JSON"),
        Arguments.of("[1, 2]", 0L, "its header is not a JSON object"),
        Arguments.of(tensor("F32", "[1]", "[0,4]"), 3L, "would lie at [0,4] of 3 bytes"),
        Arguments.of(tensor("F32", "[1]", "[0,4]"), 8L, "take 4 bytes, but the file has 8"),
        Arguments.of(tensor("F32", "[2]", "[0,4]"), 4L, "does not take the 4 bytes"),
        Arguments.of(tensor("F32", "[-1]", "[0,4]"), 4L, "expected whole numbers of at least 0"),
        Arguments.of(tensor("F32", "[1.5]", "[0,4]"), 4L, "expected whole numbers"),
        Arguments.of(tensor("F32", "[4611686018427387904,8]", "[0,0]"), 0L, "does not take the 0"),
        Arguments.of(tensor("F32", "[1]", "[4,0]"), 4L, "would lie at [4,0]"),
        Arguments.of(tensor("F32", "[1]", "[4,8]"), 8L, "overlap or leave a gap at byte 0"),
        Arguments.of(tensor("F8_E4M3", "[4]", "[0,4]"), 4L, "has type F8_E4M3, which is not read"),
        Arguments.of(
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
            4L,
            "tensor b lies where another one does"),
        Arguments.of("{\"a\":{},\"a\":{}}", 0L, "Duplicate field 'a'"));
  }

  @ParameterizedTest
  @MethodSource("headers")
  void a_header_that_lies_is_refused(String header, long data, String message) throws IOException {
    Path file = folder.resolve("model.safetensors");
    CheckpointTest.write(file, header, data);

    assertThatThrownBy(() -> Checkpoint.open(folder))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(message)
        .hasMessageContaining(file.toString());
  }

  @Test
  void a_file_that_was_cut_off_is_refused() throws IOException {
    byte[] whole = Golden.bytes("checkpoint/state.safetensors");
    Path file = folder.resolve("cut.safetensors");

    Files.write(file, Arrays.copyOf(whole, whole.length - 20));
    refused(file, "would lie at");
    Files.write(file, Arrays.copyOf(whole, 5));
    refused(file, "ends after 5 bytes");
    Files.write(file, new byte[0]);
    refused(file, "ends after 0 bytes");
    Files.writeString(file, "this is no checkpoint at all");
    refused(file, "is not a safetensors file");
  }

  @Test
  void what_is_not_there_is_refused() {
    refused(folder.resolve("none"), "There is no checkpoint at");
    refused(folder, "holds no weights; expected one of [model.safetensors");
    assertThatThrownBy(() -> new ModelFolder(folder).json("config.json"))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("has no config.json");
  }

  @Test
  void a_pickle_that_wants_code_to_run_is_refused() {
    refused(Golden.path("checkpoint/evil.pth"), "system, which is not allowed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"state.pth", "state-before-1.6.pth"})
  void a_torch_file_that_was_cut_off_is_refused(String name) throws IOException {
    byte[] whole = Golden.bytes("checkpoint/" + name);
    Path file = folder.resolve("cut.pth");

    for (int length : new int[] {0, 3, 16, 100, whole.length / 2, whole.length - 1}) {
      Files.write(file, Arrays.copyOf(whole, length));
      refused(file, "is not a checkpoint that can be read");
    }
  }

  @Test
  void an_old_torch_file_that_lies_is_refused() throws IOException {
    byte[] whole = Golden.bytes("checkpoint/state-before-1.6.pth");
    Path file = folder.resolve("old.pth");

    whole[18] ^= 1;
    Files.write(file, whole);
    refused(file, "its form has version 1000, expected 1001");

    whole[18] ^= 1;
    whole[whole.length - Float.BYTES - Long.BYTES] ^= 8; // how many numbers the last storage has
    Files.write(file, whole);
    refused(file, "has 1 of 9 elements, expected 1");
  }

  static Stream<Arguments> pickles() {
    // Text form: G module\nname\n is a global, ( ) a tuple, K a small number, R a call, . the end.
    String storage = "(X\7\0\0\0storagectorch\nFloatStorage\nX\1\0\0\0000X\3\0\0\0cpuK\4tQ";
    String rebuild = "}X\1\0\0\0actorch._utils\n_rebuild_tensor_v2\n(";
    return Stream.of(
        Arguments.of("K\1.", "holds no dictionary of tensors"),
        Arguments.of("}.", "its dictionary holds no tensors"),
        Arguments.of("", "its pickle ends early"),
        Arguments.of("}X\377\377\377\377", "its pickle ends early"),
        Arguments.of("t.", "takes more values than it has"),
        Arguments.of("h\5.", "recalls value 5"),
        Arguments.of("cbuiltins\neval\n.", "builtins.eval, which is not allowed"),
        Arguments.of("ctorch\nload\n.", "torch.load, which is not allowed"),
        Arguments.of("i.", "operation 0x69"),
        Arguments.of("}K\1K\2K\3RK\1s.", "another value where a list or tuple belongs"),
        Arguments.of(rebuild + storage + "K\0K\5\205K\1\205tRs.", "reaches beyond its storage"),
        Arguments.of(rebuild + storage + "K\2K\3\205K\1\205tRs.", "reaches beyond its storage"),
        Arguments.of(rebuild + storage + "K\0K\2K\2\206K\1\205tRs.", "beyond its storage"),
        Arguments.of(rebuild + "K\1K\0)K\1\205tRs.", "makes a tensor of what is no storage"));
  }

  @ParameterizedTest
  @MethodSource("pickles")
  void a_pickle_that_lies_is_refused(String pickle, String message) throws IOException {
    Path file = folder.resolve("state.pth");
    torch(file, pickle);

    refused(file, message);
  }

  @Test
  void the_same_text_form_can_be_right() throws IOException {
    Path file = folder.resolve("state.pth");
    torch(
        file,
        "}X\1\0\0\0actorch._utils\n_rebuild_tensor_v2\n("
            + "(X\7\0\0\0storagectorch\nFloatStorage\nX\1\0\0\0000X\3\0\0\0cpuK\4tQ"
            + "K\1K\3\205K\1\205tRs.");

    assertThat(Checkpoint.open(file).size()).isEqualTo(3);
  }

  private static void refused(Path file, String message) {
    assertThatThrownBy(() -> Checkpoint.open(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(message)
        .hasMessageContaining(file.toString());
  }

  /** A .pth file with the given pickle and one storage, "0", of 4 floats. */
  private static void torch(Path file, String pickle) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      stored(zip, "x/data.pkl", pickle.getBytes(StandardCharsets.ISO_8859_1));
      stored(zip, "x/data/0", new byte[16]);
    }
    Files.write(file, bytes.toByteArray());
  }

  private static void stored(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  private static String tensor(String type, String shape, String offsets) {
    return "{\"a\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":%s}}"
        .formatted(type, shape, offsets);
  }
}
