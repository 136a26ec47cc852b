package org.genhowto.trainer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.genhowto.dataset.version.DatasetStore;
import org.genhowto.dataset.version.Manifest;
import org.genhowto.dataset.version.ShardSize;
import org.genhowto.networks.image.Images;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.runtime.blob.ObjectStores;
import org.genhowto.runtime.blob.Sha256;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.json.Json;
import org.genhowto.runtime.shard.ShardSample;

/** A dataset of one version: coloured squares that change their colour. */
final class TestDataset {
  static final int SIDE = 64;

  private TestDataset() {}

  /** A version that has nothing but its numbers. */
  static Manifest manifest(long version, long samples) {
    return manifest(version, samples, List.of());
  }

  private static Manifest manifest(long version, long samples, List<Manifest.Shard> shards) {
    return new Manifest(
        Manifest.FORMAT,
        version,
        null,
        "id-of-" + version,
        new ShardSize(1 << 20, 100),
        new TreeMap<>(
            Map.of(
                "train", new Manifest.Count(1, samples, 1000),
                "held-out", new Manifest.Count(1, 7, 1000))),
        new TreeMap<>(),
        Map.of(),
        shards,
        new TreeMap<>(),
        0,
        new TreeMap<>(),
        null);
  }

  /** Writes version 1 with some samples to learn from, and others. */
  static DatasetStore write(Path folder, int samples) throws IOException {
    var objects = ObjectStores.open("dataset.uri", folder.toString(), Configuration.of(Map.of()));
    byte[] train = tar(samples, 0);
    byte[] held = tar(2, 100);
    objects.create("shards/train-000000.tar", train);
    objects.create("shards/held-out-000000.tar", held);
    objects.create("shards/train-000000.jsonl", index(samples, 0));
    objects.create("shards/held-out-000000.jsonl", index(2, 100));
    Manifest manifest =
        manifest(
            1,
            samples,
            List.of(
                shard("shards/held-out-000000", "held-out", 2, held),
                shard("shards/train-000000", "train", samples, train)));
    objects.create(
        "versions/000001/dataset.json",
        Json.INDENTED.writeValueAsString(manifest).getBytes(StandardCharsets.UTF_8));
    objects.create("latest.json", "{\"version\": 1}".getBytes(StandardCharsets.UTF_8));
    return new DatasetStore(objects);
  }

  private static Manifest.Shard shard(String name, String split, int samples, byte[] tar) {
    return new Manifest.Shard(
        name + ".tar", name + ".jsonl", split, 0, 0, samples, tar.length, Sha256.of(tar));
  }

  /** Id of the video that a sample comes from. */
  static String video(int sample) {
    return "video-" + sample;
  }

  private static byte[] index(int samples, int from) {
    StringBuilder lines = new StringBuilder();
    for (int i = from; i < from + samples; i++) {
      lines.append(
          "{\"key\":\"%d\",\"lane\":0,\"at\":0,\"length\":512,\"videoId\":\"%s\",\"tripletId\":\"%d\"}\n"
              .formatted(i, video(i), i));
    }
    return lines.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] tar(int samples, int from) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      for (int i = from; i < from + samples; i++) {
        put(tar, i + "." + ShardSample.INITIAL_IMAGE, Images.jpeg(square(40 * i, 0), .9));
        put(tar, i + "." + ShardSample.ACTION_IMAGE, Images.jpeg(square(40 * i, 90), .9));
        put(tar, i + "." + ShardSample.STATE_IMAGE, Images.jpeg(square(40 * i, 180), .9));
        put(
            tar,
            i + "." + ShardSample.ACTION_TEXT,
            "a hand cuts an apple".getBytes(StandardCharsets.UTF_8));
        put(tar, i + "." + ShardSample.STATE_TEXT, "a cut apple".getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toByteArray();
  }

  private static RgbImage square(int red, int blue) {
    byte[] rgb = new byte[3 * SIDE * SIDE];
    for (int i = 0; i < SIDE * SIDE; i++) {
      rgb[3 * i] = (byte) red;
      rgb[3 * i + 2] = (byte) (i / SIDE < SIDE / 2 ? blue : 0);
    }
    return new RgbImage(SIDE, SIDE, rgb);
  }

  private static void put(TarArchiveOutputStream tar, String name, byte[] bytes)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(bytes.length);
    tar.putArchiveEntry(entry);
    tar.write(bytes);
    tar.closeArchiveEntry();
  }
}
