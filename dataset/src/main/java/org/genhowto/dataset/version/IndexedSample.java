package org.genhowto.dataset.version;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.genhowto.runtime.json.Json;

/**
 * A line of a tar's index: where a sample's block stands, and what the sample says of itself.
 *
 * @param key of the sample in its tar
 * @param lane the partition of the stream that it came from
 * @param at first byte of its block in the tar
 * @param length of its block in bytes
 * @param lineage the sample's JSON
 */
public record IndexedSample(String key, int lane, long at, int length, ObjectNode lineage) {
  private static final List<String> OWN = List.of("key", "lane", "at", "length");

  static IndexedSample read(String line) throws IOException {
    if (!(Json.PLAIN.readTree(line) instanceof ObjectNode all)
        || !OWN.stream().allMatch(all::has)) {
      throw new IOException(
          "an index line is '%s', expected an object with %s".formatted(line, OWN));
    }
    ObjectNode lineage = all.deepCopy();
    lineage.remove(OWN);
    return new IndexedSample(
        all.path("key").asText(),
        all.path("lane").asInt(),
        all.path("at").asLong(),
        all.path("length").asInt(),
        lineage);
  }

  /** The same sample in another tar. */
  IndexedSample movedTo(long newAt) {
    return new IndexedSample(key, lane, newAt, length, lineage);
  }

  byte[] line() {
    ObjectNode all = Json.PLAIN.createObjectNode();
    all.put("key", key).put("lane", lane).put("at", at).put("length", length);
    all.setAll(lineage);
    try {
      return (Json.PLAIN.writeValueAsString(all) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree always becomes JSON", e);
    }
  }

  /** A text of the lineage; empty where it has none of that name. */
  public String text(String field) {
    return lineage.path(field).asText("");
  }

  /** A number of the lineage; empty where it has none of that name. */
  OptionalDouble number(String field) {
    return lineage.path(field).isNumber()
        ? OptionalDouble.of(lineage.path(field).asDouble())
        : OptionalDouble.empty();
  }

  public String tripletId() {
    return text("tripletId");
  }

  public String videoId() {
    return text("videoId");
  }

  /** Perceptual hashes of its frames in order; none where they cannot be read as images. */
  Stream<Long> looks() {
    return StreamSupport.stream(lineage.path("looks").spliterator(), false)
        .map(look -> Long.parseUnsignedLong(look.asText(), 16));
  }
}
