package org.genhowto.runtime.blob;

import java.net.URI;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.config.ConfigurationException;

/** Opens stores of named objects: folders, and places in S3 buckets that section blobs reaches. */
public final class ObjectStores {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_~-][A-Za-z0-9._~/-]*");

  private ObjectStores() {}

  /**
   * A store by its address.
   *
   * @param key setting or option that names it, for messages
   * @param address a path, file:PATH or s3:BUCKET/PREFIX
   */
  public static ObjectStore open(String key, String address, Configuration configuration) {
    if (address.startsWith("s3:")) {
      String[] parts = address.substring("s3:".length()).replaceFirst("^//", "").split("/", 2);
      if (parts[0].isBlank()) {
        throw new ConfigurationException(
            "%s is '%s', expected s3:BUCKET/PREFIX".formatted(key, address));
      }
      return new S3ObjectStore(
          S3Settings.from(configuration.values(BlobStores.SECTION)),
          parts[0],
          parts.length > 1 ? parts[1] : "");
    }
    return new FileObjectStore(
        folder(key, address), DiskSpace.from(configuration.values(BlobStores.SECTION)));
  }

  private static Path folder(String key, String address) {
    try {
      if (address.startsWith("file://") || address.startsWith("file:/")) {
        return Path.of(URI.create(address)).toAbsolutePath().normalize();
      }
      String path = address.startsWith("file:") ? address.substring("file:".length()) : address;
      if (path.isBlank() || path.matches("[a-z0-9+]{2,}:.*")) {
        throw new IllegalArgumentException("no path");
      }
      return Path.of(path).toAbsolutePath().normalize();
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          "%s is '%s', expected a path, file:PATH or s3:BUCKET/PREFIX".formatted(key, address), e);
    }
  }

  /** A name that stays inside its store. */
  static String checked(String name) {
    if (!NAME.matcher(name).matches() || name.contains("..") || name.contains("//")) {
      throw new IllegalArgumentException(
          "object name is '%s', expected letters, digits, '.', '_', '~', '-' and '/'"
              .formatted(name));
    }
    return name;
  }
}
