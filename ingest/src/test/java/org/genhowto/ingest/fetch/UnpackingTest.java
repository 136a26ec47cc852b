package org.genhowto.ingest.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.DeflaterInputStream;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;

class UnpackingTest {
  @Test
  void memory_of_an_inflater_is_given_back() throws IOException {
    InputStream packed = new DeflaterInputStream(new ByteArrayInputStream("video".getBytes(UTF_8)));
    Inflater inflater = new Inflater();

    try (InputStream plain = Unpacking.inflate(packed, inflater)) {
      assertThat(plain).hasContent("video");
    }

    assertThatThrownBy(inflater::getBytesRead)
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void it_is_given_back_of_what_is_broken_too() throws IOException {
    Inflater inflater = new Inflater();

    try (InputStream plain =
        Unpacking.inflate(new ByteArrayInputStream(new byte[] {1, 2, 3}), inflater)) {
      assertThatThrownBy(plain::readAllBytes).isInstanceOf(IOException.class);
    }

    assertThatThrownBy(inflater::getBytesRead).isInstanceOf(NullPointerException.class);
  }
}
