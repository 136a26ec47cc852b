package org.genhowto.runtime.frames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.genhowto.runtime.blob.BlobStore;
import org.genhowto.runtime.blob.FileBlobStore;
import org.genhowto.schemas.BlobRef;
import org.genhowto.schemas.FrameEntry;
import org.genhowto.schemas.SampledFrames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrameTarTest {
  private static final List<FrameTar.Frame> FRAMES =
      List.of(
          new FrameTar.Frame(0, bytes(1, 700)),
          new FrameTar.Frame(1, bytes(2, 512)),
          new FrameTar.Frame(7, bytes(3, 1)),
          new FrameTar.Frame(5400, bytes(4, 12_345)));

  private record Tar(byte[] bytes, List<FrameEntry> index) {}

  @TempDir Path folder;

  @Test
  void every_frame_comes_back_alone_and_together() throws Exception {
    // Given
    Tar tar = tar();
    try (BlobStore blobs = new FileBlobStore(folder)) {
      SampledFrames frames = sampled(blobs.put(tar.bytes(), FrameTar.MEDIA_TYPE), tar.index());
      // Then
      assertThat(FrameTar.frames(blobs, frames))
          .usingRecursiveFieldByFieldElementComparator()
          .isEqualTo(FRAMES);
      for (FrameTar.Frame frame : FRAMES) {
        assertThat(FrameTar.frame(blobs, frames, frame.second())).isEqualTo(frame.jpeg());
      }
      assertThatThrownBy(() -> FrameTar.frame(blobs, frames, 2))
          .hasMessage("second 2 of video v1, expected one of its 4 sampled seconds");
    }
  }

  @Test
  void any_tar_reader_reads_it() throws Exception {
    List<String> names = new ArrayList<>();
    List<byte[]> contents = new ArrayList<>();
    try (TarArchiveInputStream in =
        new TarArchiveInputStream(new ByteArrayInputStream(tar().bytes()))) {
      for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        names.add(entry.getName());
        contents.add(in.readAllBytes());
      }
    }
    assertThat(names).containsExactly("000000.jpg", "000001.jpg", "000007.jpg", "005400.jpg");
    assertThat(contents).element(3).isEqualTo(FRAMES.get(3).jpeg());
  }

  @Test
  void the_same_frames_give_the_same_bytes() throws Exception {
    assertThat(tar().bytes()).isEqualTo(tar().bytes());
  }

  @Test
  void frames_out_of_order_are_refused() throws Exception {
    try (FrameTar.Writer writer = new FrameTar.Writer(new ByteArrayOutputStream())) {
      writer.add(FRAMES.get(2));
      assertThatThrownBy(() -> writer.add(FRAMES.get(1)))
          .hasMessage("frame of second 1 after second 7, expected time order");
    }
  }

  private static Tar tar() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    FrameTar.Writer writer = new FrameTar.Writer(out);
    try (writer) {
      for (FrameTar.Frame frame : FRAMES) {
        writer.add(frame);
      }
    }
    return new Tar(out.toByteArray(), writer.index());
  }

  private static SampledFrames sampled(BlobRef tar, List<FrameEntry> index) {
    return SampledFrames.newBuilder()
        .setVideoId("v1")
        .setCategory("apple")
        .setUri("file:///v1.mp4")
        .setVideoSha256("0")
        .setContainer("mov")
        .setCodec("h264")
        .setDurationSeconds(5401)
        .setWidth(64)
        .setHeight(64)
        .setFrames(tar)
        .setIndex(index)
        .build();
  }

  private static byte[] bytes(int value, int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }
}
