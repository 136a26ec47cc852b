package org.genhowto.runtime.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.genhowto.schemas.BlobRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every blob store does, whichever it is. */
abstract class BlobStoreContract {
  private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

  /** sha256sum of "hello", from coreutils. */
  private static final String HELLO_HASH =
      "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

  abstract BlobStore blobs();

  /** Changes a stored blob behind the store's back. */
  abstract void corrupt(BlobRef blob) throws IOException;

  @Test
  void a_blob_is_named_after_its_content() throws Exception {
    BlobRef blob = blobs().put(HELLO, "text/plain");
    assertThat(blob.getUri()).isEqualTo("blob:" + HELLO_HASH);
    assertThat(blob.getSha256()).isEqualTo(HELLO_HASH);
    assertThat(blob.getLength()).isEqualTo(5);
    assertThat(blob.getMediaType()).isEqualTo("text/plain");
    assertThat(blobs().read(blob)).isEqualTo(HELLO);
    assertThat(blobs().contains(blob)).isTrue();
  }

  @Test
  void a_file_and_its_bytes_are_the_same_blob(@TempDir Path folder) throws Exception {
    byte[] content = new byte[300_000];
    new Random(1).nextBytes(content);
    Path file = Files.write(folder.resolve("file"), content);
    BlobRef blob = blobs().put(file, "video/mp4");
    assertThat(blob).isEqualTo(blobs().put(content, "video/mp4"));
    assertThat(blobs().read(blob)).isEqualTo(content);
  }

  @Test
  void the_empty_blob_is_a_blob() throws Exception {
    BlobRef blob = blobs().put(new byte[0], "text/plain");
    assertThat(blobs().read(blob)).isEmpty();
    assertThat(blobs().read(blob, 0, 0)).isEmpty();
  }

  @Test
  void a_part_is_read_alone() throws Exception {
    BlobRef blob = blobs().put("hello world".getBytes(StandardCharsets.UTF_8), "text/plain");
    assertThat(blobs().read(blob, 6, 5)).isEqualTo("world".getBytes(StandardCharsets.UTF_8));
    assertThat(blobs().read(blob, 11, 0)).isEmpty();
    assertThatThrownBy(() -> blobs().read(blob, 6, 6))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bytes 6 to 12");
    assertThatThrownBy(() -> blobs().read(blob, -1, 2))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void what_is_not_there_is_named() throws Exception {
    BlobRef absent = Blobs.reference("0".repeat(64), 1, "text/plain");
    assertThat(blobs().contains(absent)).isFalse();
    assertThatThrownBy(() -> blobs().read(absent))
        .isInstanceOf(UnusableBlobException.class)
        .hasMessageContaining("blob:" + "0".repeat(64) + " is not in the store");
  }

  @Test
  void a_reference_that_names_no_hash_is_refused() {
    BlobRef sly =
        BlobRef.newBuilder()
            .setUri("blob:../../etc/passwd")
            .setSha256("../../etc/passwd")
            .setLength(1)
            .setMediaType("text/plain")
            .build();
    assertThatThrownBy(() -> blobs().read(sly)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> blobs().contains(sly)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void changed_bytes_are_found_out() throws Exception {
    BlobRef blob = blobs().put("to be changed".getBytes(StandardCharsets.UTF_8), "text/plain");
    corrupt(blob);
    assertThatThrownBy(() -> blobs().read(blob))
        .isInstanceOf(UnusableBlobException.class)
        .hasMessageContaining(blob.getUri() + " holds");
  }

  @Test
  void writers_of_the_same_bytes_do_not_disturb_each_other() throws Exception {
    byte[] content = new byte[200_000];
    new Random(2).nextBytes(content);
    int writers = 4;
    CyclicBarrier together = new CyclicBarrier(writers);
    ExecutorService executor = Executors.newFixedThreadPool(writers);
    try {
      List<Future<BlobRef>> puts = new ArrayList<>();
      for (int i = 0; i < writers; i++) {
        puts.add(
            executor.submit(
                () -> {
                  together.await();
                  return blobs().put(content, "text/plain");
                }));
      }
      Set<BlobRef> blobs = new HashSet<>();
      for (Future<BlobRef> put : puts) {
        blobs.add(put.get());
      }
      assertThat(blobs).hasSize(1);
      assertThat(blobs().read(blobs.iterator().next())).isEqualTo(content);
    } finally {
      executor.shutdownNow();
    }
  }
}
