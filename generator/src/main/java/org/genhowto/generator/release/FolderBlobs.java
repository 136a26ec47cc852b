package org.genhowto.generator.release;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.genhowto.runtime.blob.BlobStore;
import org.genhowto.runtime.blob.Folders;
import org.genhowto.runtime.blob.UnusableBlobException;
import org.genhowto.runtime.json.Json;
import org.genhowto.schemas.BlobRef;
import org.genhowto.schemas.ModelRelease;

/**
 * A folder in the blob store: every file is a blob of its own, so that what releases have in common
 * is stored once, and a list of them is another one, which stands for the folder.
 */
final class FolderBlobs {
  private static final String FILES = "files";
  private static final int PIECE = 1 << 24;

  private FolderBlobs() {}

  /** Stores a folder; gives the list. */
  static BlobRef put(Path folder, BlobStore blobs) throws IOException {
    ObjectNode list = Json.PLAIN.createObjectNode();
    ArrayNode files = list.putArray(FILES);
    for (Path file : files(folder)) {
      BlobRef blob = blobs.put(file, "application/octet-stream");
      files
          .addObject()
          .put("path", folder.relativize(file).toString())
          .put("sha256", blob.getSha256())
          .put("length", blob.getLength());
    }
    return blobs.put(Json.PLAIN.writeValueAsBytes(list), "application/json");
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /**
   * A release's folder, from the cache or the store; it appears whole or not at all.
   *
   * @throws UnusableReleaseException the store does not have it, or the list is none
   */
  static Path get(ModelRelease release, BlobStore blobs, Path cache)
      throws IOException, UnusableReleaseException {
    Path folder = cache.resolve(release.getSha256());
    if (Files.isDirectory(folder)) {
      return folder;
    }
    Files.createDirectories(cache);
    Path growing = Files.createTempDirectory(cache, "growing-");
    try {
      for (JsonNode file : list(release, blobs)) {
        copy(file, growing, blobs);
      }
      if (!Files.isDirectory(folder)) {
        Files.move(growing, folder);
      }
      return folder;
    } catch (UnusableBlobException e) {
      throw new UnusableReleaseException(String.valueOf(e.getMessage()), e);
    } finally {
      Folders.delete(growing);
    }
  }

  private static JsonNode list(ModelRelease release, BlobStore blobs)
      throws IOException, UnusableReleaseException {
    String sha256 = release.getUri().replaceFirst("^blob:", "");
    BlobRef blob = blob(sha256, 0);
    try {
      JsonNode files = Json.PLAIN.readTree(blobs.read(blob)).path(FILES);
      if (files.isArray() && !files.isEmpty()) {
        return files;
      }
    } catch (JsonProcessingException e) {
      // Not a list either.
    }
    throw new UnusableReleaseException(
        "%s is no list of files, expected what `genhowto release` stores"
            .formatted(release.getUri()));
  }

  private static void copy(JsonNode file, Path folder, BlobStore blobs)
      throws IOException, UnusableReleaseException {
    Path target = folder.resolve(file.path("path").asText()).normalize();
    if (!target.startsWith(folder) || target.equals(folder)) {
      throw new UnusableReleaseException(
          "the list of files names '%s', expected a file in the folder"
              .formatted(file.path("path").asText()));
    }
    Files.createDirectories(target.getParent());
    BlobRef blob = blob(file.path("sha256").asText(), file.path("length").asLong());
    try (OutputStream out = Files.newOutputStream(target)) {
      for (long at = 0; at < blob.getLength(); at += PIECE) {
        out.write(blobs.read(blob, at, (int) Math.min(PIECE, blob.getLength() - at)));
      }
    }
  }

  private static BlobRef blob(String sha256, long length) {
    return BlobRef.newBuilder()
        .setUri("blob:" + sha256)
        .setSha256(sha256)
        .setLength(length)
        .setMediaType("application/octet-stream")
        .build();
  }
}
