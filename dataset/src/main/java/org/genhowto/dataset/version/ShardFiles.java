package org.genhowto.dataset.version;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.genhowto.dataset.version.Manifest.Shard;
import org.genhowto.runtime.blob.AtomicFile;
import org.genhowto.runtime.blob.Sha256;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.shard.ShardReader;

/**
 * The shards of a version as files of this machine: where they are in a folder, and else as copies
 * that stay for the next time.
 */
public final class ShardFiles {
  private final DatasetStore store;

  public ShardFiles(DatasetStore store) {
    this.store = store;
  }

  /**
   * The tars at an address: of a version, or all of a folder that has none.
   *
   * @param address a path, file:PATH or s3:BUCKET/PREFIX
   * @param version its number or the id of a selection; the newest where it is empty
   * @throws IllegalArgumentException there is no tar
   */
  public static List<Path> of(String address, Optional<String> version, Configuration configuration)
      throws IOException {
    try (DatasetStore store = DatasetStore.open(address, configuration)) {
      if (version.isPresent() || store.latest().isPresent()) {
        return new ShardFiles(store).of(store.called(version));
      }
      Path folder = Path.of(store.toString());
      if (address.startsWith("s3:") || !Files.isDirectory(folder)) {
        throw new IllegalArgumentException("There is no folder of shards at " + address + ".");
      }
      List<Path> tars = ShardReader.shards(folder, "");
      if (tars.isEmpty()) {
        throw new IllegalArgumentException(folder + " holds no .tar, expected training shards");
      }
      return tars;
    }
  }

  /** Those of the newest version; none where there is no version. */
  public List<Path> newest() throws IOException {
    Optional<Manifest> newest = store.latest();
    return newest.isPresent() ? of(newest.get()) : List.of();
  }

  private List<Path> of(Manifest manifest) throws IOException {
    return of(manifest, "");
  }

  /** Those of one split of a version; of all splits where it is empty. */
  public List<Path> of(Manifest manifest, String split) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Shard shard : manifest.shards()) {
      if (!split.isEmpty() && !shard.split().equals(split)) {
        continue;
      }
      String address = store.objects().address(shard.file());
      files.add(address.startsWith("s3:") ? copy(shard) : Path.of(address));
    }
    return files;
  }

  private Path copy(Shard shard) throws IOException {
    Path folder =
        Files.createDirectories(
            Path.of(System.getProperty("java.io.tmpdir", "/tmp"), "genhowto-shards"));
    Path file = folder.resolve(shard.sha256() + ".tar");
    if (Files.exists(file)) {
      return file;
    }
    Path growing = Files.createTempFile(folder, ".copy-", ".part");
    try (InputStream in = store.objects().open(shard.file(), 0)) {
      Files.copy(in, growing, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      String hash = Sha256.of(growing);
      if (!hash.equals(shard.sha256())) {
        throw new IOException(
            "%s has hash %s, expected %s by its manifest"
                .formatted(store.objects().address(shard.file()), hash, shard.sha256()));
      }
      return AtomicFile.reveal(growing, file);
    } finally {
      Files.deleteIfExists(growing);
    }
  }
}
