package org.genhowto.generator.release;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import org.genhowto.generator.diffusion.DenoiserFiles;
import org.genhowto.networks.checkpoint.CheckpointException;
import org.genhowto.networks.checkpoint.ModelFolder;
import org.genhowto.runtime.blob.BlobStore;
import org.genhowto.schemas.GeneratorNetwork;
import org.genhowto.schemas.ModelRelease;
import org.genhowto.schemas.RequestContract;

/**
 * Releases of GenHowTo's weights. Whoever publishes one puts the folder's files into the blob
 * store, so that workers need no folder in common; a {@code file:} URI in its place names a folder
 * that all workers see.
 */
public final class Releases {
  /** Leaves room for the base model's version beside it. */
  private static final int LONGEST_VERSION = 100;

  private Releases() {}

  /**
   * Stores a folder of weights, once it is known to be one.
   *
   * @param folder GenHowTo's files for the network's target
   * @param base folder of the base model, which gives the numbers of the network
   * @return what is to be written into the topic
   * @throws CheckpointException the folder does not hold GenHowTo's weights for this base model
   */
  public static ModelRelease store(
      GeneratorNetwork network, Path folder, Path base, BlobStore blobs) throws IOException {
    ModelFolder model = new ModelFolder(folder);
    DenoiserFiles.requireGenHowTo(base.resolve("unet"), folder);
    return ModelRelease.newBuilder()
        .setNetwork(network.spelling())
        .setVersion(model.version())
        .setUri(FolderBlobs.put(folder, blobs).getUri())
        .setSha256(model.sha256())
        .build();
  }

  /**
   * The folder of a release on this machine, whose files are those that were released.
   *
   * @param cache where folders from the blob store are kept, one for each release
   * @throws UnusableReleaseException it is not there, or holds something else
   * @throws IOException the store or the disk fails, which may pass
   */
  public static Path fetch(ModelRelease release, BlobStore blobs, Path cache)
      throws UnusableReleaseException, IOException {
    requireNames(release);
    try {
      Path folder =
          release.getUri().startsWith("file:")
              ? local(release)
              : FolderBlobs.get(release, blobs, cache);
      String actual = new ModelFolder(folder).sha256();
      if (!actual.equals(release.getSha256())) {
        throw new UnusableReleaseException(
            "%s holds files of SHA-256 %s, expected %s"
                .formatted(folder, actual, release.getSha256()));
      }
      return folder;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (IllegalArgumentException e) { // also a CheckpointException
      throw new UnusableReleaseException(String.valueOf(e.getMessage()), e);
    }
  }

  private static Path local(ModelRelease release) {
    URI uri = URI.create(release.getUri());
    return uri.isOpaque() ? Path.of(uri.getSchemeSpecificPart()) : Path.of(uri);
  }

  private static void requireNames(ModelRelease release) throws UnusableReleaseException {
    String version = release.getVersion();
    if (!RequestContract.isId(version) || version.length() > LONGEST_VERSION) {
      throw new UnusableReleaseException(
          "version is '%s', expected 1 to %d letters, digits, '.', '_' or '-'"
              .formatted(version, LONGEST_VERSION));
    }
    if (!release.getSha256().matches("[0-9a-f]{64}")) {
      throw new UnusableReleaseException(
          "sha256 is '%s', expected 64 hexadecimal digits".formatted(release.getSha256()));
    }
  }
}
