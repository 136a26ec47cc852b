package org.genhowto.ingest.glued;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GluedFilesTest {
  private static final int BUFFER = 1 << 16;
  private static final byte[] NUT = "nut/multimedia container\0".getBytes(ISO_8859_1);

  @TempDir Path folder;

  /** A good head, and behind it a piece of a length that no file has. */
  @ParameterizedTest
  @CsvSource({
    "00000010667479700000000000000000 000000016d646174 7ffffffffffffff8",
    "00000010667479700000000000000000 000000016d646174 8000000000000000",
    "00000010667479700000000000000000 000000016d646174 ffffffffffffffff",
    "00000001667479707ffffffffffffff0",
    "3026b2758e66cf11a6d900aa0062ce6c 1800000000000000"
        + " 3626b2758e66cf11a6d900aa0062ce6c f0ffffffffffff7f",
    "060e2b34020501010d01020101020400 00 060e2b34010201010d01030115010500 887ffffffffffffff0",
    "060e2b34020501010d01020101020400 00 060e2b34010201010d01030115010500 88ffffffffffffffff",
    "1a45dfa380 18538067 01fffffffffffffe",
    "1a45dfa380 1853806701 fffffffffffffe"
  })
  void a_length_beyond_the_end_ends_the_search(String hex) throws Exception {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    Path file = Files.write(folder.resolve("file"), ByteBuffer.allocate(1000).put(bytes).array());

    assertThat(GluedFiles.in(file, () -> {})).containsExactly(new Part(file, 0, 1000));
  }

  @ParameterizedTest
  @CsvSource({"100", "65510", "65511", "65512", "65535", "65536", "65537", "200000"})
  void a_mark_is_found_wherever_it_stands(int at) throws Exception {
    Path file = marks(at + 1000, at);

    assertThat(GluedFiles.in(file, () -> {}))
        .containsExactly(new Part(file, 0, at), new Part(file, at, at + 1000));
  }

  @Test
  void half_a_mark_at_the_end_is_none() throws Exception {
    Path file = folder.resolve("file");
    byte[] bytes = new byte[1000 + NUT.length - 1];
    System.arraycopy(NUT, 0, bytes, 0, NUT.length);
    System.arraycopy(NUT, 0, bytes, 1000, NUT.length - 1);
    Files.write(file, bytes);

    assertThat(GluedFiles.in(file, () -> {})).containsExactly(new Part(file, 0, bytes.length));
  }

  @Test
  void progress_is_told_with_every_buffer() throws Exception {
    AtomicInteger told = new AtomicInteger();

    GluedFiles.in(marks(10 * BUFFER), told::incrementAndGet);

    assertThat(told).hasValueGreaterThanOrEqualTo(10);
  }

  @Test
  void who_has_enough_of_it_is_heard() throws Exception {
    Path file = marks(BUFFER);

    assertThatThrownBy(
            () ->
                GluedFiles.in(
                    file,
                    () -> {
                      throw new IOException("enough");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("enough");
  }

  /** A file of zeros with the mark at its beginning, and wherever else is said. */
  private Path marks(int size, int... places) throws IOException {
    byte[] bytes = new byte[size];
    System.arraycopy(NUT, 0, bytes, 0, NUT.length);
    for (int place : places) {
      System.arraycopy(NUT, 0, bytes, place, NUT.length);
    }
    return Files.write(folder.resolve("file"), bytes);
  }
}
