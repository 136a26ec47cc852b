package org.genhowto.runtime.shard;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One sample of a webdataset shard.
 *
 * @param key name of the sample, unique in its shard and without a dot
 * @param fields contents by field name, such as {@code initial.jpg}, in the order of the tar
 */
public record ShardSample(String key, Map<String, byte[]> fields) {
  public static final String INITIAL_IMAGE = "initial.jpg";
  public static final String ACTION_IMAGE = "action.jpg";
  public static final String STATE_IMAGE = "state.jpg";

  /** The three images, in the order of their moments. */
  public static final List<String> IMAGES = List.of(INITIAL_IMAGE, ACTION_IMAGE, STATE_IMAGE);

  public static final String ACTION_TEXT = "action.txt";
  public static final String STATE_TEXT = "state.txt";
  public static final String LINEAGE = "json";

  public ShardSample {
    if (key.isEmpty() || key.indexOf('.') >= 0) {
      throw new IllegalArgumentException(
          "sample key is '%s', expected some characters and no dot: readers cut names there"
              .formatted(key));
    }
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /**
   * Key of a triplet's sample. Readers cut names at the first dot, so a dot becomes a tilde, which
   * no triplet id holds.
   */
  public static String key(String tripletId) {
    return tripletId.replace('.', '~');
  }

  /** Contents of a field the sample has. */
  public byte[] bytes(String field) {
    byte[] found = fields.get(field);
    if (found == null) {
      throw new IllegalArgumentException(
          "sample %s has fields %s, expected %s".formatted(key, fields.keySet(), field));
    }
    return found;
  }

  /** Contents of a text field the sample has. */
  public String text(String field) {
    return new String(bytes(field), StandardCharsets.UTF_8);
  }
}
