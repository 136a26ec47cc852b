package org.genhowto.runtime.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
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
  void a_uri_of_another_kind_is_refused() {
    assertThatThrownBy(() -> BlobStores.open("ftp://host/blobs"))
        .hasMessage("blobs.uri is 'ftp://host/blobs', expected file:PATH or s3:BUCKET/PREFIX");
  }
}
