package org.genhowto.dataset.version;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.genhowto.runtime.blob.ObjectStore;
import org.genhowto.runtime.blob.ObjectStore.Found;
import org.genhowto.runtime.blob.ObjectStores;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.json.Json;

/**
 * A dataset as objects of a store: segments, shards, versions, deletions, and which version is the
 * newest. Versions and deletions are numbered: of several writers one gets a number.
 */
public final class DatasetStore implements AutoCloseable {
  static final String SEGMENTS = "segments/";
  static final String SHARDS = "shards/";
  static final String VERSIONS = "versions/";
  static final String SELECTIONS = "selections/";
  static final String DELETIONS = "deletions/";
  static final String LATEST = "latest.json";
  private static final Pattern VERSION = Pattern.compile("versions/(\\d{6,})/dataset\\.json");

  private static final String MANIFEST = "/dataset.json";

  private final ObjectStore objects;

  /**
   * @param objects belongs to this from now on
   */
  public DatasetStore(ObjectStore objects) {
    this.objects = objects;
  }

  /**
   * Opens the dataset at an address that a person names.
   *
   * @param address a path, file:PATH or s3:BUCKET/PREFIX
   */
  public static DatasetStore open(String address, Configuration configuration) {
    return new DatasetStore(ObjectStores.open("the dataset", address, configuration));
  }

  public ObjectStore objects() {
    return objects;
  }

  /** Where a file of a version is. */
  static String name(long version, String file) {
    return "%s%06d/%s".formatted(VERSIONS, version, file);
  }

  /** A version by its number; empty where there is none, or none any more. */
  public Optional<Manifest> version(long number) throws IOException {
    String name = name(number, "dataset.json");
    Optional<Found> found = objects.find(name);
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(Manifest.read(name, found.get().bytes()));
  }

  /**
   * A version as a person calls it.
   *
   * @param at its number, or the id of a selection; the newest where it is empty
   * @throws IllegalArgumentException there is none
   */
  public Manifest called(Optional<String> at) throws IOException {
    Optional<Manifest> found;
    if (at.isEmpty()) {
      found = latest();
    } else if (at.get().matches("s[0-9a-f]{16}")) {
      String name = SELECTIONS + at.get() + MANIFEST;
      Optional<Found> bytes = objects.find(name);
      found =
          bytes.isEmpty()
              ? Optional.empty()
              : Optional.of(Manifest.read(name, bytes.get().bytes()));
    } else if (at.get().matches("\\d{1,18}")) {
      found = version(Long.parseLong(at.get()));
    } else {
      throw new IllegalArgumentException(
          "version is '%s', expected a number or the id of a selection".formatted(at.get()));
    }
    return found.orElseThrow(
        () ->
            new IllegalArgumentException(
                "%s has no version%s".formatted(this, at.map(one -> " " + one).orElse(""))));
  }

  /** The manifests of all selections that are there, by their ids. */
  public SortedMap<String, Manifest> selections() throws IOException {
    SortedMap<String, Manifest> manifests = new TreeMap<>();
    for (ObjectStore.Listed listed : objects.list(SELECTIONS)) {
      if (listed.name().endsWith(MANIFEST)) {
        Optional<Found> bytes = objects.find(listed.name());
        if (bytes.isPresent()) {
          manifests.put(
              listed.name().substring(SELECTIONS.length(), listed.name().indexOf(MANIFEST)),
              Manifest.read(listed.name(), bytes.get().bytes()));
        }
      }
    }
    return manifests;
  }

  /** The newest version; empty before the first. */
  public Optional<Manifest> latest() throws IOException {
    return version(pointer());
  }

  private long pointer() throws IOException {
    Optional<Found> found = objects.find(LATEST);
    return found.isEmpty() ? 0 : number(found.get());
  }

  private static long number(Found latest) throws IOException {
    return Json.PLAIN.readTree(latest.bytes()).path("version").asLong();
  }

  /** The version of the highest number, which {@link #latest} may not say yet. */
  Optional<Manifest> highest() throws IOException {
    Optional<Manifest> highest = latest();
    for (long number = pointer() + 1; ; number++) {
      Optional<Manifest> next = version(number);
      if (next.isEmpty()) {
        return highest;
      }
      highest = next;
    }
  }

  /** The numbers of all versions that are there, the first first. */
  public List<Long> versions() throws IOException {
    List<Long> numbers = new ArrayList<>();
    for (ObjectStore.Listed listed : objects.list(VERSIONS)) {
      Matcher version = VERSION.matcher(listed.name());
      if (version.matches()) {
        numbers.add(Long.parseLong(version.group(1)));
      }
    }
    numbers.sort(null);
    return numbers;
  }

  /** Whether the manifest got its number; its shards are in the store before. */
  boolean publish(Manifest manifest) throws IOException {
    return objects.create(name(manifest.version(), "dataset.json"), Manifest.write(manifest));
  }

  /** Makes a version the newest, unless a newer one is. */
  void pointTo(long version) throws IOException {
    Map<String, Object> pointer = new LinkedHashMap<>();
    pointer.put("version", version);
    pointer.put("manifest", name(version, "dataset.json"));
    byte[] bytes = (Json.PLAIN.writeValueAsString(pointer) + "\n").getBytes(StandardCharsets.UTF_8);
    while (true) {
      Optional<Found> found = objects.find(LATEST);
      if ((found.isPresent() && number(found.get()) >= version)
          || objects.replace(LATEST, bytes, found.map(Found::tag))) {
        return;
      }
    }
  }

  /** What a version was the first to leave out. */
  public List<LeftOut> leftOut(long version) throws IOException {
    List<LeftOut> all = new ArrayList<>();
    Optional<Manifest> manifest = version(version);
    Optional<Found> found =
        manifest.isEmpty() ? Optional.empty() : objects.find(VersionFiles.leftOut(manifest.get()));
    if (found.isPresent()) {
      String text = new String(found.get().bytes(), StandardCharsets.UTF_8);
      for (String line : text.lines().toList()) {
        all.add(Json.PLAIN.readValue(line, LeftOut.class));
      }
    }
    return all;
  }

  /** Writes a file that moves on with the versions. */
  void put(String name, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Optional<Found> found = objects.find(name);
    while ((found.isEmpty() || !Arrays.equals(found.get().bytes(), bytes))
        && !objects.replace(name, bytes, found.map(Found::tag))) {
      found = objects.find(name);
    }
  }

  /** All deletions in their order; the first has number 1. */
  List<Deletion> deletions() throws IOException {
    List<Deletion> deletions = new ArrayList<>();
    for (ObjectStore.Listed listed : objects.list(DELETIONS)) {
      Optional<Found> found = objects.find(listed.name());
      if (found.isPresent()) {
        deletions.add(Json.PLAIN.readValue(found.get().bytes(), Deletion.class));
      }
    }
    return deletions;
  }

  /** Notes a deletion; what it holds stays in the versions that are there. */
  public void delete(Deletion deletion) throws IOException {
    byte[] bytes = Json.INDENTED.writeValueAsBytes(deletion);
    int number = objects.list(DELETIONS).size() + 1;
    while (!objects.create("%s%06d.json".formatted(DELETIONS, number), bytes)) {
      number++;
    }
  }

  /** Names of all objects that a version is: its tars, their indexes, and what describes it. */
  public List<String> objects(Manifest manifest) throws IOException {
    List<String> names = new ArrayList<>();
    for (Manifest.Shard shard : manifest.shards()) {
      names.add(shard.file());
      names.add(shard.index());
    }
    if (manifest.selection() == null) {
      objects.list(name(manifest.version(), "")).stream()
          .map(ObjectStore.Listed::name)
          .filter(name -> !name.contains("/" + VersionFiles.LEFT_OUT))
          .forEach(names::add);
    }
    return names;
  }

  /** Takes the samples of an index. */
  @FunctionalInterface
  public interface SampleReader {
    /**
     * @param line number of the sample in its tar, from 0
     */
    void read(int line, IndexedSample sample) throws IOException;
  }

  /** Takes samples with their blocks. */
  @FunctionalInterface
  public interface BlockReader {
    void read(IndexedSample sample, byte[] block) throws IOException;
  }

  /** Says which samples are wanted. */
  @FunctionalInterface
  public interface Wanted {
    boolean is(int line, IndexedSample sample);
  }

  /**
   * Reads the index of a tar.
   *
   * @param tar its name
   */
  public void samples(String tar, SampleReader reader) throws IOException {
    try (InputStream in = objects.open(Segment.index(tar), 0)) {
      samples(in, reader);
    }
  }

  static void samples(InputStream index, SampleReader reader) throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(index, StandardCharsets.UTF_8), 1 << 16);
    int number = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      reader.read(number++, IndexedSample.read(line));
    }
  }

  /** Reads the blocks of a tar that are wanted, in their order and in one go. */
  public void blocks(String tar, Wanted wanted, BlockReader reader) throws IOException {
    byte[] index;
    try (InputStream in = objects.open(Segment.index(tar), 0)) {
      index = in.readAllBytes();
    }
    try (Blocks blocks = new Blocks(at -> objects.open(tar, at))) {
      samples(
          new ByteArrayInputStream(index),
          (line, sample) -> {
            if (wanted.is(line, sample)) {
              reader.read(sample, blocks.read(sample));
            }
          });
    }
  }

  @Override
  public void close() {
    objects.close();
  }

  @Override
  public String toString() {
    return objects.toString();
  }
}
