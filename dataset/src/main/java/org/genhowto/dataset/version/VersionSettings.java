package org.genhowto.dataset.version;

import org.genhowto.runtime.blob.BlobStores;
import org.genhowto.runtime.blob.ObjectStores;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.config.Section;
import org.genhowto.runtime.config.SectionValues;
import org.genhowto.runtime.config.Setting;

/**
 * What a dataset is like.
 *
 * @param size at which its shards are cut
 * @param likeLeftOut whether a sample that shows the same as another is left out
 */
public record VersionSettings(ShardSize size, boolean likeLeftOut) {
  public static final Section SECTION =
      Section.of(
          "dataset",
          "The dataset that the shard writer, the compactor and the commands of `dataset` share.",
          Setting.string("uri", "", "Where it is: a path, file:PATH or s3:BUCKET/PREFIX.")
              .otherwise("the folder dataset of blobs.uri"),
          Setting.whole("shard-bytes", 256 << 20, 10_000, 1L << 40, "Size at which a shard is cut.")
              .in("bytes"),
          Setting.whole("shard-samples", 10_000, 1, 1_000_000, "Samples at which a shard is cut.")
              .in("samples"),
          Setting.flag(
                  "leave-out-alike",
                  "Whether a sample is left out that shows the same as an earlier one: moments of"
                      + " one video within two seconds, or three frames that each look alike.")
              .otherwise("true"));

  public static VersionSettings from(Configuration configuration) {
    SectionValues values = configuration.values(SECTION);
    return new VersionSettings(
        new ShardSize(values.whole("shard-bytes"), values.integer("shard-samples")),
        values.flag("leave-out-alike").orElse(true));
  }

  /** Opens the dataset of a configuration. */
  public static DatasetStore open(Configuration configuration) {
    String uri = configuration.values(SECTION).string("uri");
    if (uri.isEmpty()) {
      String blobs = configuration.values(BlobStores.SECTION).string("uri");
      uri = blobs + (blobs.endsWith("/") ? "" : "/") + "dataset";
    }
    return new DatasetStore(ObjectStores.open("dataset.uri", uri, configuration));
  }

  Looks looks() {
    return likeLeftOut ? Looks.compared() : Looks.ignored();
  }
}
