package org.genhowto.runtime.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.genhowto.runtime.config.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileObjectStoreTest extends ObjectStoreContract {
  @TempDir Path folder;

  @Override
  ObjectStore objects() {
    return open(folder.resolve("store").toString());
  }

  private static ObjectStore open(String address) {
    return ObjectStores.open("dataset.uri", address, Configuration.of(Map.of()));
  }

  @Test
  void a_folder_may_be_written_as_a_path_or_as_an_address() {
    Path store = folder.resolve("store");
    assertThat(open(store.toUri().toString()).address("a")).isEqualTo(store + "/a");
    assertThat(open("file:" + store).address("a")).isEqualTo(store + "/a");
    assertThatThrownBy(() -> open("ftp://host/data"))
        .hasMessage(
            "dataset.uri is 'ftp://host/data', expected a path, file:PATH or s3:BUCKET/PREFIX");
  }

  @Test
  void others_may_read_what_they_may_read_of_any_file() throws IOException {
    Path usual = Files.createDirectories(folder.resolve("store")).resolve("usual");
    Files.writeString(usual, "by hand");

    try (ObjectStore store = objects()) {
      store.create("a/shard.tar", new byte[] {1});
    }

    assertThat(Files.getPosixFilePermissions(folder.resolve("store/a/shard.tar")))
        .isEqualTo(Files.getPosixFilePermissions(usual));
  }
}
