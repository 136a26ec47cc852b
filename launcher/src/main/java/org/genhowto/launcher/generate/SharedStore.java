package org.genhowto.launcher.generate;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.genhowto.runtime.blob.BlobStores;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.schemas.RequestContract;

/**
 * The blob store as one who asks over Kafka knows it. The default is a folder below the working
 * directory, which is the workers' own only by chance.
 *
 * @param uri blobs.uri as it is set, or empty
 */
record SharedStore(String uri) {
  private static final String UNSET = "unset:";

  static SharedStore of(Configuration configuration) {
    String uri =
        configuration
            .withDefaults(Map.of("blobs.uri", UNSET))
            .values(BlobStores.SECTION)
            .string("uri");
    return new SharedStore(uri.equals(UNSET) ? "" : uri);
  }

  /** Whether it is named, and where it is a folder, whether that is on this machine. */
  boolean readable() {
    return !uri.isEmpty() && (!uri.startsWith("file:") || Files.isDirectory(folder()));
  }

  /**
   * The store is needed for an image of so many bytes.
   *
   * @throws IllegalArgumentException the workers could not read it there
   */
  void require(long bytes) {
    if (!readable()) {
      throw new IllegalArgumentException(
          "--image has %d bytes, and more than %d do not travel inside a request over Kafka; %s."
                  .formatted(bytes, RequestContract.LARGEST_INLINE_IMAGE, missing())
              + " Send it over HTTP with --gateway URL, or name the workers' store with --blobs");
    }
  }

  String notReadable() {
    return "the images stay in the workers' blob store, %s; --blobs names it, --gateway fetches them"
        .formatted(missing());
  }

  private String missing() {
    return uri.isEmpty()
        ? "no blob store that is shared with the workers is named"
        : "the blob store " + uri + " is a folder that is not on this machine";
  }

  private Path folder() {
    return uri.startsWith("file://")
        ? Path.of(URI.create(uri))
        : Path.of(uri.substring("file:".length()));
  }

  static String mediaType(Path image) {
    String name = image.toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".png")
        ? "image/png"
        : name.endsWith(".webp") ? "image/webp" : "image/jpeg";
  }
}
