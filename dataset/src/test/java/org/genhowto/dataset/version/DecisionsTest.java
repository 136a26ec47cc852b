package org.genhowto.dataset.version;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.genhowto.dataset.version.Manifest.Shard;
import org.genhowto.dataset.version.WrittenSegments.Arrival;
import org.genhowto.runtime.blob.Sha256;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.shard.ShardSample;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stays in a version, and what leaves it. */
class DecisionsTest {
  private static final VersionSettings SETTINGS =
      new VersionSettings(new ShardSize(20_000, 1_000), true);

  @TempDir Path folder;
  private DatasetStore store;
  private WrittenSegments segments;
  private final List<Segment> announced = new ArrayList<>();

  @BeforeEach
  void open() {
    store = DatasetStore.open(folder.toString(), Configuration.of(Map.of()));
    segments = new WrittenSegments(store);
  }

  @Test
  void triplets_that_come_again_change_nothing_and_are_counted() throws Exception {
    List<Arrival> once = WrittenSegments.lane(0, 39);
    VersionCut.Cut first = cut(0, once);
    List<Arrival> again = new ArrayList<>();
    once.forEach(one -> again.add(new Arrival(one.video(), one.split(), one.offset() + 1_000)));

    VersionCut.Cut second = cut(0, again);

    assertThat(second.manifest().shards()).isEqualTo(first.manifest().shards());
    assertThat(second.manifest().leftOut()).isEqualTo(Map.of("duplicate-triplet", 39L));
    assertThat(second.leftOut()).hasSize(39).allMatch(one -> one.of() != null);
    assertThat(store.leftOut(2)).isEqualTo(second.leftOut());
  }

  @Test
  void frames_that_look_like_earlier_ones_are_left_out_whatever_their_lane() throws Exception {
    cut(1, List.of(new Arrival("a", "train", 5, "x", 0xff00ff00ff00ff0L)));

    VersionCut.Cut cut =
        cut(
            0,
            List.of(
                new Arrival("like", "test", 1, "y", 0xff00ff00ff00ff0L ^ 0b111),
                new Arrival("unlike", "train", 2, "z", 0xff00ff00ff00ff0L ^ 0b1111)));

    assertThat(samples(cut.manifest()).keySet()).containsExactlyInAnyOrder("a", "unlike");
    assertThat(cut.leftOut())
        .containsExactly(
            new LeftOut(
                "like-0-1-2",
                "like",
                cut.leftOut().get(0).category(),
                "duplicate-looks",
                "a-0-1-2",
                cut.leftOut().get(0).tar()));
  }

  @Test
  void pictures_may_be_alike_where_a_setting_says_so() throws Exception {
    announced.addAll(
        segments.write(
            0,
            List.of(new Arrival("a", "train", 1, "x", 7), new Arrival("b", "train", 2, "y", 7))));

    VersionSettings all = new VersionSettings(SETTINGS.size(), false);
    Manifest manifest = new VersionCut(store, all).cut(announced).orElseThrow().manifest();

    assertThat(manifest.samples()).isEqualTo(2);
  }

  @Test
  void newer_captions_take_the_place_of_the_former_ones() throws Exception {
    List<Arrival> all = WrittenSegments.lane(0, 120);
    Manifest first = cut(0, all).manifest();
    Arrival old = all.get(3);

    Manifest second =
        cut(0, List.of(new Arrival(old.video(), old.split(), 5_000, "newer words", 0))).manifest();

    assertThat(second.samples()).isEqualTo(120);
    assertThat(samples(second))
        .hasEntrySatisfying(
            old.video(), one -> assertThat(one.text("finalCaption")).isEqualTo("newer words"));
    assertThat(second.categories()).isEqualTo(first.categories());
    assertThat(second.leftOut()).isEqualTo(Map.of("recaptioned", 1L));
  }

  @Test
  void deleted_videos_are_gone_and_the_bytes_of_others_stay() throws Exception {
    List<Arrival> all = WrittenSegments.lane(0, 400);
    Manifest first = cut(0, all).manifest();
    Map<String, byte[]> before = blocks(first);
    String sealed = all.get(0).video();
    String last = all.get(399).video();

    store.delete(
        new Deletion(Set.of(sealed), Set.of(), List.of("https://videos/" + last), Set.of()));
    Manifest second = cut(List.of()).orElseThrow().manifest();

    Map<String, byte[]> after = blocks(second);
    assertThat(after.keySet()).doesNotContain(sealed, last).hasSize(398);
    after.forEach((video, block) -> assertThat(block).isEqualTo(before.get(video)));
    List<String> kept = new ArrayList<>(first.files(""));
    kept.retainAll(second.files(""));
    assertThat(kept).hasSizeGreaterThanOrEqualTo(first.shards().size() - 5);

    // It does not come back, and a version without it has no byte of it.
    Manifest third = cut(0, List.of(new Arrival(sealed, "train", 9_000))).manifest();
    assertThat(samples(third)).doesNotContainKey(sealed);
    assertThat(third.leftOut()).containsEntry("deleted", 3L);
  }

  @Test
  void what_no_version_holds_is_cleared_away_after_its_grace() throws Exception {
    cut(0, WrittenSegments.lane(0, 40));
    store.delete(new Deletion(Set.of("v0.7"), Set.of(), List.of(), Set.of()));
    Manifest second = cut(List.of()).orElseThrow().manifest();
    Instant now = Instant.now();

    assertThat(new Cleaning(store).clean(1, Duration.ofHours(1), now).objects()).isZero();
    Cleaning.Cleaned cleaned =
        new Cleaning(store).clean(1, Duration.ZERO, now.plus(Duration.ofSeconds(2)));

    assertThat(cleaned.objects()).isPositive();
    assertThat(store.versions()).containsExactly(2L);
    assertThat(store.objects().list("segments/")).isEmpty();
    assertThat(store.objects().list("shards/")).hasSize(2 * second.shards().size());
    assertThat(samples(second)).hasSize(39);
  }

  @Test
  void a_selection_is_the_same_whenever_it_is_made() throws Exception {
    Manifest all = cut(0, WrittenSegments.lane(0, 200)).manifest();
    Selection selection = new Selection(List.of("confidence>=0.5", "split = train"), 10, 7);
    SelectedVersion selected = new SelectedVersion(store, all, selection);

    Manifest made = selected.make();

    assertThat(made.categories().values()).containsOnly(10);
    assertThat(made.splits().keySet()).containsExactly("train");
    samples(made)
        .values()
        .forEach(one -> assertThat(one.lineage().path("confidence").asDouble()).isGreaterThan(.5));
    assertThat(new SelectedVersion(store, all, selection).make()).isEqualTo(made);
    assertThat(store.called(Optional.of(selected.id())).shards()).isEqualTo(made.shards());
    Selection other = new Selection(selection.where(), 10, 8);
    assertThat(new SelectedVersion(store, all, other).make().id()).isNotEqualTo(made.id());
  }

  @Test
  void captions_that_another_clip_judged_take_the_place_of_the_former_ones() throws Exception {
    cut(0, List.of(new Arrival("a", "train", 1)));

    Manifest judged = cut(0, List.of(judged("a", 2, "clip-1"))).manifest();
    Manifest again = cut(0, List.of(judged("a", 3, "clip-1"))).manifest();
    Manifest unjudged = cut(0, List.of(new Arrival("a", "train", 4))).manifest();

    assertThat(judged.leftOut()).isEqualTo(Map.of("recaptioned", 1L));
    assertThat(again.leftOut()).isEqualTo(Map.of("recaptioned", 1L, "duplicate-triplet", 1L));
    assertThat(unjudged.leftOut()).isEqualTo(Map.of("recaptioned", 1L, "duplicate-triplet", 2L));
    assertThat(samples(unjudged))
        .hasEntrySatisfying(
            "a", one -> assertThat(one.text("verifierVersion")).isEqualTo("clip-1"));
  }

  @Test
  void what_is_wrong_with_captions_decides_a_selection() throws Exception {
    Manifest all =
        cut(
                0,
                List.of(
                    judged("a", 1, "clip-1"),
                    new Arrival("b", "train", 2),
                    new Arrival(
                        "c", "train", 3, "c", 0, Map.of("captionFlaws", List.of("alike", "short"))),
                    new Arrival("d", "train", 4, "d", 0, Map.of("captionFlaws", List.of("none")))))
            .manifest();

    assertThat(selected(all, "captionAgreement>=0.2")).containsExactly("a");
    assertThat(selected(all, "captionFlaws=short")).containsExactly("c");
    assertThat(selected(all, "captionFlaws!=short")).containsExactly("a", "b", "d");
    assertThat(selected(all, "captionFlaws=none")).containsExactly("d");
    assertThat(selected(all, "captionFlaws!=none")).containsExactly("a", "b", "c");
  }

  @Test
  void videos_go_by_their_licence_with_the_frames_they_gave() throws Exception {
    Arrival licensed = new Arrival("a", "train", 1, "x", 0, Map.of("licence", "CC-BY-NC-4.0"));
    Manifest first = cut(0, List.of(licensed, new Arrival("b", "train", 2))).manifest();
    Deletion deletion = new Deletion(Set.of(), Set.of(), List.of(), Set.of("CC-BY-NC-4.0"));
    ShardSample sample = WrittenSegments.sample(licensed);

    assertThat(deletion.reach(store, first)).isEqualTo(new Deletion.Reach(1, 1));
    store.delete(deletion);
    Manifest second = cut(List.of()).orElseThrow().manifest();

    assertThat(samples(second).keySet()).containsExactly("b");
    assertThat(deletion.frames(store))
        .containsExactlyInAnyOrder(
            Sha256.of(sample.bytes("initial.jpg")),
            Sha256.of(sample.bytes("action.jpg")),
            Sha256.of(sample.bytes("state.jpg")));
  }

  @Test
  void deletions_of_before_licences_are_read() throws Exception {
    store
        .objects()
        .create(
            "deletions/000001.json",
            "{\"videos\":[\"a\"],\"triplets\":[],\"sources\":[]}".getBytes(UTF_8));

    Manifest manifest =
        cut(0, List.of(new Arrival("a", "train", 1), new Arrival("b", "train", 2))).manifest();

    assertThat(samples(manifest).keySet()).containsExactly("b");
  }

  @Test
  void a_condition_that_is_none_is_refused() {
    for (String text : List.of("confidence", ">=4", "confidence>=high")) {
      assertThatThrownBy(() -> Condition.of(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("condition is '" + text + "'");
    }
  }

  private static Arrival judged(String video, long offset, String clip) {
    return new Arrival(
        video,
        "train",
        offset,
        "slices of " + video,
        0,
        Map.of("verifierVersion", clip, "captionAgreement", .25));
  }

  private List<String> selected(Manifest all, String condition) throws IOException {
    Selection selection = new Selection(List.of(condition), 0, 0);
    return samples(new SelectedVersion(store, all, selection).make()).keySet().stream()
        .sorted()
        .toList();
  }

  private VersionCut.Cut cut(int lane, List<Arrival> batch) throws IOException {
    announced.addAll(segments.write(lane, batch));
    return cut(announced).orElseThrow();
  }

  private Optional<VersionCut.Cut> cut(List<Segment> all) throws IOException {
    return new VersionCut(store, SETTINGS).cut(all);
  }

  private Map<String, IndexedSample> samples(Manifest manifest) throws IOException {
    Map<String, IndexedSample> samples = new HashMap<>();
    for (Shard shard : manifest.shards()) {
      store.samples(shard.file(), (line, sample) -> samples.put(sample.videoId(), sample));
    }
    return samples;
  }

  private Map<String, byte[]> blocks(Manifest manifest) throws IOException {
    Map<String, byte[]> blocks = new HashMap<>();
    for (Shard shard : manifest.shards()) {
      store.blocks(
          shard.file(), (line, sample) -> true, (s, block) -> blocks.put(s.videoId(), block));
    }
    return blocks;
  }
}
