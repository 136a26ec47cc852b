package org.genhowto.dataset.version;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.genhowto.runtime.blob.Sha256;
import org.genhowto.runtime.json.Json;
import org.genhowto.runtime.shard.ShardSample;

/** What stands beside a version's manifest, and the pointer that makes it the newest. */
final class VersionFiles {
  /** What the names of lists of {@link LeftOut} begin with. */
  static final String LEFT_OUT = "left-out-";

  /** From the folder of a version to the store's. */
  private static final String UP = "../../";

  static final String CARD = "README.md";

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
    return Collections.unmodifiableMap(fields);
  }

  /**
   * Where a version says what it is the first to leave out, a line of JSON each. It is written
   * before the version is published, maybe beside those of others who wanted its number.
   */
  static String leftOut(Manifest manifest) throws IOException {
    return DatasetStore.name(
        manifest.version(),
        "%s%s.jsonl".formatted(LEFT_OUT, Sha256.of(Manifest.write(manifest)).substring(0, 16)));
  }

  void leaveOut(Manifest manifest, List<LeftOut> leftOut) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (LeftOut one : leftOut) {
      lines.append(Json.PLAIN.writeValueAsString(one)).append('\n');
    }
    create(leftOut(manifest), lines.toString());
  }

  /** Completes a version; its maker may have been broken off. */
  void complete(Manifest manifest) throws IOException {
    String folder = DatasetStore.name(manifest.version(), "");
    describe(folder, manifest);
    store.pointTo(manifest.version());
    Optional<Manifest> newest = store.latest();
    if (newest.isPresent()) {
      atTheTop(newest.get());
    }
  }

  /** Card and indexes of the newest version, where tools that know no versions look. */
  private void atTheTop(Manifest newest) throws IOException {
    store.put(CARD, DatasetCard.of(store, newest, ""));
    for (String split : newest.splits().keySet()) {
      store.put("wids-%s.json".formatted(split), wids(newest, split, ""));
    }
  }

  /** Writes a version that is called by an id. */
  void select(String id, Manifest manifest) throws IOException {
    String folder = DatasetStore.SELECTIONS + id + "/";
    describe(folder, manifest);
    create(folder + "dataset.json", new String(Manifest.write(manifest), StandardCharsets.UTF_8));
  }

  /** Indexes for other tools, and the card. */
  private void describe(String folder, Manifest manifest) throws IOException {
    for (String split : manifest.splits().keySet()) {
      create(folder + "wids-%s.json".formatted(split), wids(manifest, split, UP));
    }
    create(folder + CARD, DatasetCard.of(store, manifest, UP));
  }

  /** The index that the Python library webdataset reads shards by number of. */
  private static String wids(Manifest manifest, String split, String up) throws IOException {
    List<Map<String, Object>> shards = new ArrayList<>();
    for (Manifest.Shard shard : manifest.shards()) {
      if (shard.split().equals(split)) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("url", up + shard.file());
        one.put("nsamples", shard.samples());
        one.put("filesize", shard.bytes());
        shards.add(one);
      }
    }
    Map<String, Object> index = new LinkedHashMap<>();
    index.put("__kind__", "wids-shard-index-v1");
    index.put("wids_version", 1);
    index.put("name", "genhowto-" + split);
    index.put("shardlist", shards);
    return Json.INDENTED.writeValueAsString(index) + "\n";
  }

  private void create(String name, String text) throws IOException {
    store.objects().create(name, text.getBytes(StandardCharsets.UTF_8));
  }
}
