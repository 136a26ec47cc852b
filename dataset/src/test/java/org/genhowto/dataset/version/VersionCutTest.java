package org.genhowto.dataset.version;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.genhowto.dataset.version.Manifest.Shard;
import org.genhowto.dataset.version.WrittenSegments.Arrival;
import org.genhowto.runtime.blob.Sha256;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.shard.ShardReader;
import org.genhowto.runtime.shard.ShardSample;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VersionCutTest {
  private static final int LANES = 4;
  private static final int SAMPLES = 250;
  private static final ShardSize SIZE = new ShardSize(100_000, 10_000);
  private static final VersionSettings SETTINGS = new VersionSettings(SIZE, true);

  @TempDir Path folder;
  private DatasetStore store;
  private WrittenSegments segments;

  @BeforeEach
  void open() {
    store = store("dataset");
    segments = new WrittenSegments(store);
  }

  @Test
  void batches_crashes_and_versions_between_do_not_show_in_the_shards() throws Exception {
    Manifest undisturbed = undisturbed();
    Map<String, byte[]> bytes = new HashMap<>();
    for (String file : undisturbed.files("")) {
      bytes.put(file, bytes(file));
    }

    for (int seed = 1; seed <= 2; seed++) {
      store = store("disturbed-" + seed);
      Manifest disturbed = disturbed(new Random(seed));

      assertThat(disturbed.version()).isGreaterThan(1);
      assertThat(disturbed.shards()).isEqualTo(undisturbed.shards());
      assertThat(disturbed.id()).isEqualTo(undisturbed.id());
      assertThat(disturbed.categories()).isEqualTo(undisturbed.categories());
      for (Shard shard : disturbed.shards()) {
        assertThat(bytes(shard.file())).isEqualTo(bytes.get(shard.file()));
      }
    }
  }

  @Test
  void every_sample_is_there_once_and_only_the_last_shard_of_a_split_is_short() throws Exception {
    Manifest manifest = undisturbed();

    List<String> keys = keys(manifest);
    List<String> sent = new ArrayList<>();
    for (int lane = 0; lane < LANES; lane++) {
      WrittenSegments.lane(lane, SAMPLES)
          .forEach(one -> sent.add(ShardSample.key(one.tripletId())));
    }
    assertThat(keys).containsExactlyInAnyOrderElementsOf(sent);
    assertThat(manifest.samples()).isEqualTo(LANES * SAMPLES);
    for (String split : List.of("train", "held_out", "test")) {
      List<Shard> own = manifest.shards().stream().filter(s -> s.split().equals(split)).toList();
      assertThat(own.subList(0, own.size() - 1))
          .allSatisfy(shard -> assertThat(shard.bytes()).isBetween(90_000L, 100_000L));
      assertThat(own.get(own.size() - 1).bytes()).isLessThanOrEqualTo(100_000);
    }
  }

  @Test
  void shards_and_indexes_say_what_is_there() throws Exception {
    Manifest manifest = undisturbed();

    for (Shard shard : manifest.shards()) {
      byte[] tar = bytes(shard.file());
      assertThat(Sha256.of(tar)).isEqualTo(shard.sha256());
      assertThat(tar).hasSize((int) shard.bytes());
      List<String> inTar = keys(shard);
      List<String> inIndex = new ArrayList<>();
      store.samples(shard.file(), (line, sample) -> inIndex.add(sample.key()));
      assertThat(inTar).isEqualTo(inIndex).hasSize(shard.samples());
      store.blocks(
          shard.file(),
          (line, sample) -> line % 7 == 3,
          (sample, block) ->
              assertThat(ShardReader.open("block", new java.io.ByteArrayInputStream(block)).next())
                  .map(ShardSample::key)
                  .contains(sample.key()));
    }
  }

  @Test
  void nothing_new_gives_no_version() throws Exception {
    List<Segment> announced = segments.write(0, WrittenSegments.lane(0, 20));
    assertThat(cut(List.of())).isEmpty();
    assertThat(cut(announced)).isPresent();
    assertThat(cut(announced)).isEmpty();
    assertThat(store.versions()).containsExactly(1L);
  }

  @Test
  void a_maker_that_died_before_it_moved_the_pointer_is_made_up_for() throws Exception {
    List<Segment> announced = segments.write(0, WrittenSegments.lane(0, 20));
    cut(announced);
    store.objects().delete(DatasetStore.LATEST);

    assertThat(cut(announced)).isEmpty();

    assertThat(store.latest().orElseThrow().version()).isEqualTo(1);
  }

  @Test
  void of_two_makers_at_once_each_gets_a_number_of_its_own() throws Exception {
    List<Segment> first = segments.write(0, WrittenSegments.lane(0, 20));
    List<Segment> both = new ArrayList<>(first);
    both.addAll(segments.write(1, WrittenSegments.lane(1, 20)));
    cut(first);
    Manifest other = store.latest().orElseThrow();

    // A slower one that began before the first version was there.
    assertThat(store.publish(other)).isFalse();
    cut(both);

    assertThat(store.versions()).containsExactly(1L, 2L);
    assertThat(keys(store.latest().orElseThrow())).hasSize(40).doesNotHaveDuplicates();
    store.pointTo(1);
    assertThat(store.latest().orElseThrow().version()).isEqualTo(2);
  }

  private Manifest undisturbed() throws IOException {
    WrittenSegments written = new WrittenSegments(store);
    List<Segment> announced = new ArrayList<>();
    for (int lane = 0; lane < LANES; lane++) {
      announced.addAll(written.write(lane, WrittenSegments.lane(lane, SAMPLES)));
    }
    return cut(announced).orElseThrow();
  }

  /** Batches of any size, some of them written in vain before; versions at any time. */
  private Manifest disturbed(Random random) throws IOException {
    WrittenSegments written = new WrittenSegments(store);
    List<Segment> announced = new ArrayList<>();
    List<List<Arrival>> rest = new ArrayList<>();
    for (int lane = 0; lane < LANES; lane++) {
      rest.add(new ArrayList<>(WrittenSegments.lane(lane, SAMPLES)));
    }
    List<Integer> open = new ArrayList<>(List.of(0, 1, 2, 3));
    while (!open.isEmpty()) {
      Collections.shuffle(open, random);
      List<Arrival> lane = rest.get(open.get(0));
      if (random.nextInt(3) == 0) { // The process dies before its transaction ends.
        written.write(open.get(0), lane.subList(0, Math.min(lane.size(), random.nextInt(90) + 1)));
      }
      List<Arrival> batch = lane.subList(0, Math.min(lane.size(), random.nextInt(90) + 1));
      announced.addAll(written.write(open.get(0), batch));
      batch.clear();
      if (lane.isEmpty()) {
        open.remove(0);
      }
      if (random.nextInt(6) == 0) {
        Collections.shuffle(announced, random);
        cut(announced);
        if (random.nextBoolean()) {
          new Cleaning(store)
              .clean(1, java.time.Duration.ZERO, java.time.Instant.now().plusSeconds(1));
        }
      }
    }
    cut(announced);
    return store.latest().orElseThrow();
  }

  private Optional<Manifest> cut(List<Segment> announced) throws IOException {
    return new VersionCut(store, SETTINGS).cut(announced).map(VersionCut.Cut::manifest);
  }

  private DatasetStore store(String name) {
    return DatasetStore.open(folder.resolve(name).toString(), Configuration.of(Map.of()));
  }

  private List<String> keys(Manifest manifest) throws IOException {
    List<String> keys = new ArrayList<>();
    for (Shard shard : manifest.shards()) {
      keys.addAll(keys(shard));
    }
    return keys;
  }

  private List<String> keys(Shard shard) throws IOException {
    List<String> keys = new ArrayList<>();
    try (ShardReader reader =
        ShardReader.open(shard.file(), store.objects().open(shard.file(), 0))) {
      for (Optional<ShardSample> next = reader.next(); next.isPresent(); next = reader.next()) {
        keys.add(next.get().key());
      }
    }
    return keys;
  }

  private byte[] bytes(String file) throws IOException {
    try (InputStream in = store.objects().open(file, 0)) {
      return in.readAllBytes();
    }
  }
}
