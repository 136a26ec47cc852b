package org.genhowto.runtime.blob;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.config.ConfigurationException;

/** Opens the blob store that a URI names. */
public final class BlobStores {
  private BlobStores() {}

  /**
   * Keys blobs.uri ({@code file:PATH} or {@code s3:BUCKET/PREFIX}), and for S3 blobs.endpoint,
   * blobs.region, blobs.path-style, blobs.access-key-id, blobs.secret-access-key.
   */
  public static BlobStore open(Configuration configuration) {
    String uri = configuration.string("blobs.uri", "file:data/blobs");
    S3Settings s3 = S3Settings.from(configuration);
    return open(uri, s3);
  }

  /** Opens {@code file:PATH}, or {@code s3:BUCKET/PREFIX} with the default settings of the SDK. */
  public static BlobStore open(String uri) {
    return open(uri, S3Settings.DEFAULT);
  }

  private static BlobStore open(String uri, S3Settings s3) {
    String scheme = uri.contains(":") ? uri.substring(0, uri.indexOf(':')) : "";
    String rest = uri.substring(uri.indexOf(':') + 1);
    return switch (scheme) {
      case "file" -> new FileBlobStore(path(uri, rest));
      case "s3" -> {
        String[] parts = rest.replaceFirst("^//", "").split("/", 2);
        yield new S3BlobStore(s3, parts[0], parts.length > 1 ? parts[1] : "");
      }
      default ->
          throw new ConfigurationException(
              "blobs.uri is '%s', expected file:PATH or s3:BUCKET/PREFIX".formatted(uri));
    };
  }

  private static Path path(String uri, String rest) {
    return Optional.of(rest)
        .filter(text -> text.startsWith("//"))
        .map(text -> Path.of(URI.create(uri)))
        .orElseGet(() -> Path.of(rest))
        .toAbsolutePath()
        .normalize();
  }
}
