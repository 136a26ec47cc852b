package org.genhowto.networks.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder with a model: JSON files that describe it, and its weights. Or all of it in one file, of
 * which only the version is known here.
 */
public record ModelFolder(Path path) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
  private static final int VERSION_DIGITS = 12;

  public ModelFolder {
    if (!Files.isDirectory(path) && !Files.isRegularFile(path)) {
      throw new CheckpointException("There is no model folder at " + path + ".");
    }
  }

  public boolean has(String file) {
    return Files.exists(path.resolve(file));
  }

  /** A folder inside, as diffusers has them for the parts of a model. */
  public ModelFolder part(String name) {
    return new ModelFolder(path.resolve(name));
  }

  /** Reads one JSON file. */
  public JsonNode json(String file) {
    Path json = path.resolve(file);
    if (!Files.exists(json)) {
      throw new CheckpointException("The model folder " + path + " has no " + file + ".");
    }
    try {
      return JSON.readTree(json.toFile());
    } catch (JsonProcessingException e) {
      throw new CheckpointException(json + " is not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(json + " cannot be read.", e);
    }
  }

  /** Writes one JSON file, with the keys of maps in order: the same content has the same bytes. */
  public void write(String file, Object content) {
    try {
      JSON.writerWithDefaultPrettyPrinter().writeValue(path.resolve(file).toFile(), content);
    } catch (IOException e) {
      throw new UncheckedIOException(path.resolve(file) + " cannot be written.", e);
    }
  }

  /** Names what is in the folder: the first digits of {@link #sha256}. */
  public String version() {
    return version(sha256());
  }

  /** The version of a folder of this SHA-256. */
  public static String version(String sha256) {
    return sha256.substring(0, VERSION_DIGITS);
  }

  /**
   * SHA-256 over all files' names and bytes: two folders with the same files have the same. It
   * reads all of them.
   */
  public String sha256() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Path file : files()) {
        digest.update(path.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
          in.transferTo(OutputStream.nullOutputStream());
        }
        digest.update((byte) 0);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    } catch (IOException e) {
      throw new UncheckedIOException("The model folder " + path + " cannot be read.", e);
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(path)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
