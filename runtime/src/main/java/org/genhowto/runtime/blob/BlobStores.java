package org.genhowto.runtime.blob;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.config.ConfigurationException;
import org.genhowto.runtime.config.Section;
import org.genhowto.runtime.config.SectionValues;
import org.genhowto.runtime.config.Setting;

/** Opens the blob store that a URI names. */
public final class BlobStores {
  public static final Section SECTION =
      Section.of(
              "blobs",
              "Where frames, images and shards are kept.",
              Setting.string("uri", "file:data/blobs", "The store: file:PATH or s3:BUCKET/PREFIX."),
              DiskSpace.SETTING)
          .and(S3Settings.KEYS);

  private BlobStores() {}

  /** Section blobs. */
  public static BlobStore open(Configuration configuration) {
    SectionValues values = configuration.values(SECTION);
    return open(values.string("uri"), S3Settings.from(values), DiskSpace.from(values));
  }

  /**
   * Opens {@code file:PATH}, however full its disk is, or {@code s3:BUCKET/PREFIX} with the default
   * settings of the SDK.
   */
  public static BlobStore open(String uri) {
    return open(uri, S3Settings.DEFAULT, DiskSpace.ANY);
  }

  private static BlobStore open(String uri, S3Settings s3, DiskSpace space) {
    String scheme = uri.contains(":") ? uri.substring(0, uri.indexOf(':')) : "";
    String rest = uri.substring(uri.indexOf(':') + 1);
    return switch (scheme) {
      case "file" -> new FileBlobStore(path(uri, rest), space);
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
