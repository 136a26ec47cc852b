package org.genhowto.dataset.version;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.genhowto.runtime.json.Json;
import org.genhowto.runtime.shard.ShardSample;

/** What stands beside a version's manifest, and the pointer that makes it the newest. */
final class VersionFiles {
  /** Lines of JSON: a {@link LeftOut} each. */
  static final String LEFT_OUT = "left-out.jsonl";

  static final Map<String, String> FIELDS = fields();

  private final DatasetStore store;

  VersionFiles(DatasetStore store) {
    this.store = store;
  }

  private static Map<String, String> fields() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put(ShardSample.INITIAL_IMAGE, "JPEG: the object before the action");
    fields.put(ShardSample.ACTION_IMAGE, "JPEG: the action");
    fields.put(ShardSample.STATE_IMAGE, "JPEG: the object after the action");
    fields.put(ShardSample.ACTION_TEXT, "UTF-8: what is being done in the action image");
    fields.put(ShardSample.STATE_TEXT, "UTF-8: what the image after the action shows");
    fields.put(ShardSample.LINEAGE, "JSON: where the sample comes from, scores and models");
    return java.util.Collections.unmodifiableMap(fields);
  }

  /** Completes a version whose maker may have been broken off. */
  void complete(Manifest manifest) throws IOException {
    complete(manifest, List.of());
  }

  void complete(Manifest manifest, List<LeftOut> leftOut) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (LeftOut one : leftOut) {
      lines.append(Json.PLAIN.writeValueAsString(one)).append('\n');
    }
    create(manifest, LEFT_OUT, lines.toString());
    store.pointTo(manifest.version());
  }

  private void create(Manifest manifest, String file, String text) throws IOException {
    String name = DatasetStore.name(manifest.version(), file);
    store.objects().create(name, text.getBytes(StandardCharsets.UTF_8));
  }
}
