package org.genhowto.runtime.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.schemas.BlobRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileBlobStoreTest extends BlobStoreContract {
  @TempDir Path folder;

  @Override
  BlobStore blobs() {
    return BlobStores.open("file:" + folder);
  }

  @Override
  void corrupt(BlobRef blob) throws IOException {
    Path file = folder.resolve(blob.getSha256().substring(0, 2)).resolve(blob.getSha256());
    Files.writeString(file, "something else");
  }

  @Test
  void nothing_half_written_is_left_behind() throws Exception {
    blobs().put(new byte[] {1}, "text/plain");
    blobs().put(new byte[] {1}, "text/plain");
    assertThatThrownBy(() -> blobs().put(folder.resolve("absent"), "text/plain"))
        .isInstanceOf(IOException.class);
    try (Stream<Path> files = Files.list(folder.resolve("incoming"))) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void a_disk_that_is_nearly_full_takes_nothing_new_and_gives_what_it_has() throws Exception {
    BlobRef kept = blobs().put(new byte[] {1}, "text/plain");
    Path file = Files.write(folder.resolve("file"), new byte[] {2});
    var configuration =
        Configuration.of(
            Map.of("blobs.uri", "file:" + folder, "blobs.least-space", "1000000000000000"));
    try (BlobStore full = BlobStores.open(configuration)) {
      assertThatThrownBy(() -> full.put(new byte[] {2}, "text/plain"))
          .isInstanceOf(IOException.class)
          .hasMessageMatching(
              "the disk of .*incoming has [0-9]+ bytes free, expected at least 10{15}"
                  + " [(]blobs[.]least-space[)]");
      assertThatThrownBy(() -> full.put(file, "text/plain")).isInstanceOf(IOException.class);
      assertThat(full.put(new byte[] {1}, "text/plain")).isEqualTo(kept);
      assertThat(full.read(kept)).containsExactly(1);
    }
    var objects = ObjectStores.open("dataset.uri", folder.toString(), configuration);
    assertThatThrownBy(() -> objects.create("name", new byte[] {1}))
        .hasMessageContaining("blobs.least-space");
  }

  @Test
  void what_a_killed_process_left_is_cleared_away_at_the_next_start() throws Exception {
    Path incoming = Files.createDirectories(folder.resolve("incoming"));
    Path left = old(Files.writeString(incoming.resolve("blob-1.part"), "half"));
    Path held = old(Files.writeString(incoming.resolve("blob-2.part"), "half"));
    Path recent = Files.writeString(incoming.resolve("blob-3.part"), "half");
    Path other = old(Files.writeString(incoming.resolve("other"), "whole"));
    try (FileChannel channel = FileChannel.open(held, StandardOpenOption.WRITE)) {
      LeftFiles.hold(channel);

      blobs();

      assertThat(left).doesNotExist();
      assertThat(held).exists();
      assertThat(recent).exists();
      assertThat(other).exists();
    }
  }

  private static Path old(Path file) throws IOException {
    return Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofDays(30))));
  }

  @Test
  void a_uri_of_another_kind_is_refused() {
    assertThatThrownBy(() -> BlobStores.open("ftp://host/blobs"))
        .hasMessage("blobs.uri is 'ftp://host/blobs', expected file:PATH or s3:BUCKET/PREFIX");
  }
}
