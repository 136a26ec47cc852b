package org.genhowto.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.genhowto.dataset.looks.HeldOutImages;
import org.genhowto.dataset.looks.Waves;
import org.genhowto.dataset.version.DatasetStore;
import org.genhowto.networks.image.Images;
import org.genhowto.networks.image.Resampling;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.runtime.blob.BlobStore;
import org.genhowto.runtime.blob.BlobStores;
import org.genhowto.runtime.blob.Sha256;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.frames.TestTriplets;
import org.genhowto.runtime.handler.Incoming;
import org.genhowto.runtime.handler.OutageException;
import org.genhowto.runtime.handler.Outcome;
import org.genhowto.runtime.shard.ShardReader;
import org.genhowto.runtime.shard.ShardSample;
import org.genhowto.schemas.CaptionedTriplet;
import org.genhowto.schemas.SampledFrames;
import org.genhowto.schemas.Split;
import org.genhowto.schemas.TrainingShard;
import org.genhowto.schemas.Triplet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardHandlerTest {
  @TempDir Path folder;
  private BlobStore blobs;
  private DatasetStore store;
  private ShardHandler handler;

  @BeforeEach
  void open() {
    blobs =
        BlobStores.open(
            Configuration.of(Map.of("blobs.uri", folder.resolve("blobs").toUri().toString())));
    store = store(folder.resolve("dataset"));
    handler = handler(store);
  }

  @AfterEach
  void close() {
    blobs.close();
  }

  @Test
  void a_batch_becomes_one_shard_a_split() throws Exception {
    List<Outcome> outcomes =
        handler.handle(
            List.of(at(7, Split.TRAIN, "a"), at(8, Split.HELD_OUT, "b"), at(9, Split.TRAIN, "c")));

    assertThat(outcomes).hasSize(3).allMatch(Outcome.Emit.class::isInstance);
    List<TrainingShard> manifests = manifests(outcomes);
    assertThat(manifests)
        .extracting(TrainingShard::getShardId)
        .containsExactly("train-002-000000007", "held_out-002-000000008");
    assertThat(manifests.get(0).getSampleKeys()).containsExactly("a-0-1-2", "c-0-1-2");
    assertThat(keys()).containsExactly("b-0-1-2", "a-0-1-2", "c-0-1-2");
  }

  @Test
  void the_manifest_names_the_bytes_that_lie_there() throws Exception {
    TrainingShard manifest = manifests(handler.handle(List.of(at(0, Split.TRAIN, "a")))).get(0);

    Path file = folder.resolve("dataset").resolve(manifest.getFile());
    assertThat(manifest.getTar().getSha256()).isEqualTo(Sha256.of(file));
    assertThat(manifest.getTar().getLength()).isEqualTo(Files.size(file));
    assertThat(manifest.getTar().getUri()).isEqualTo("dataset:" + manifest.getFile());
  }

  @Test
  void a_sample_holds_its_frames_captions_and_lineage() throws Exception {
    handler.handle(List.of(at(0, Split.TRAIN, "clip.1")));

    ShardSample sample = samples().get(0);
    assertThat(sample.key()).isEqualTo("clip~1-0-1-2");
    assertThat(sample.fields().keySet())
        .containsExactly(
            "initial.jpg", "action.jpg", "state.jpg", "action.txt", "state.txt", "json");
    assertThat(sample.bytes("initial.jpg")).isEqualTo("clip.1@0".getBytes(UTF_8));
    assertThat(sample.bytes("action.jpg")).isEqualTo("clip.1@1".getBytes(UTF_8));
    assertThat(sample.bytes("state.jpg")).isEqualTo("clip.1@2".getBytes(UTF_8));
    assertThat(sample.text("action.txt")).isEqualTo("hands cut an apple");
    assertThat(sample.text("state.txt")).isEqualTo("slices of an apple");
    JsonNode lineage = new ObjectMapper().readTree(sample.bytes("json"));
    assertThat(lineage.path("tripletId").asText()).isEqualTo("clip.1-0-1-2");
    assertThat(lineage.path("seconds").path("final").asInt()).isEqualTo(2);
    assertThat(lineage.path("localizerVersion").asText()).isEqualTo("localizer-1");
    assertThat(lineage.path("captionerVersion").asText()).isEqualTo("captioner-1");
  }

  @Test
  void a_sample_says_how_good_its_captions_are() throws Exception {
    CaptionedTriplet judged =
        CaptionedTriplet.newBuilder(captioned(Split.TRAIN, "a"))
            .setActionCaption("a knife cuts fruit")
            .setActionAgreement(.31)
            .setFinalAgreement(.24)
            .setCaptionContrast(.08)
            .setVerifierVersion("clip-1")
            .build();

    handler.handle(List.of(TestTriplets.at(2, 0, judged), at(1, Split.TRAIN, "b")));

    JsonNode first = new ObjectMapper().readTree(samples().get(0).bytes("json"));
    assertThat(first.path("captionAgreement").asDouble()).isEqualTo(.24);
    assertThat(first.path("actionAgreement").asDouble()).isEqualTo(.31);
    assertThat(first.path("captionContrast").asDouble()).isEqualTo(.08);
    assertThat(first.path("verifierVersion").asText()).isEqualTo("clip-1");
    assertThat(first.path("captionFlaws")).hasToString("[\"person-missing\"]");
    JsonNode second = new ObjectMapper().readTree(samples().get(1).bytes("json"));
    assertThat(second.has("captionAgreement")).isFalse();
    assertThat(second.path("captionFlaws")).hasToString("[\"none\"]");
    assertThat(second.path("licence").asText("absent")).isEmpty();
  }

  @Test
  void the_same_batch_gives_the_same_bytes() throws Exception {
    DatasetStore elsewhere = store(folder.resolve("elsewhere"));
    List<Incoming<CaptionedTriplet>> batch =
        List.of(at(0, Split.TRAIN, "a"), at(1, Split.TRAIN, "b"));

    String here = manifests(handler.handle(batch)).get(0).getTar().getSha256();
    String there = manifests(handler(elsewhere).handle(batch)).get(0).getTar().getSha256();

    assertThat(here).isEqualTo(there);
  }

  @Test
  void a_triplet_without_its_frames_is_rejected_alone() throws Exception {
    CaptionedTriplet lost = captioned(Split.TRAIN, "lost");
    CaptionedTriplet gone =
        CaptionedTriplet.newBuilder(lost)
            .setTriplet(
                Triplet.newBuilder(lost.getTriplet())
                    .setSource(
                        SampledFrames.newBuilder(lost.getTriplet().getSource())
                            .setFrames(TestTriplets.absentBlob())
                            .build())
                    .build())
            .build();

    List<Outcome> outcomes =
        handler.handle(List.of(TestTriplets.at(2, 0, gone), at(1, Split.TRAIN, "b")));

    assertThat(outcomes.get(0)).isInstanceOf(Outcome.Reject.class);
    assertThat(manifests(outcomes).get(0).getShardId()).isEqualTo("train-002-000000001");
    assertThat(keys()).containsExactly("b-0-1-2");
  }

  @Test
  void a_second_that_was_not_sampled_is_rejected() throws Exception {
    CaptionedTriplet captioned =
        TestTriplets.captioned(
            TestTriplets.triplet(TestTriplets.namedFrames(blobs, "a", 3), Split.TRAIN, 0, 1, 9));

    List<Outcome> outcomes = handler.handle(List.of(TestTriplets.at(2, 0, captioned)));

    assertThat(outcomes.get(0)).isInstanceOf(Outcome.Reject.class);
    assertThat(folder.resolve("dataset")).doesNotExist();
  }

  @Test
  void a_triplet_twice_in_a_batch_is_written_once() throws Exception {
    List<Outcome> outcomes =
        handler.handle(List.of(at(0, Split.TRAIN, "a"), at(1, Split.TRAIN, "a")));

    assertThat(outcomes.get(1)).isEqualTo(Outcome.skip("duplicate-triplet"));
    assertThat(keys()).containsExactly("a-0-1-2");
  }

  @Test
  void a_triplet_with_other_captions_in_a_batch_is_written_too() throws Exception {
    CaptionedTriplet again =
        CaptionedTriplet.newBuilder(captioned(Split.TRAIN, "a"))
            .setFinalCaption("an apple in slices")
            .build();

    List<Outcome> outcomes =
        handler.handle(List.of(at(0, Split.TRAIN, "a"), TestTriplets.at(2, 1, again)));

    List<String> captions = new ArrayList<>();
    store.samples(
        manifests(outcomes).get(0).getFile(),
        (line, sample) -> captions.add(sample.text("finalCaption")));
    assertThat(captions).containsExactly("slices of an apple", "an apple in slices");
  }

  @Test
  void what_releases_are_measured_on_is_not_trained_on() throws Exception {
    Path heldOut = Files.createDirectory(folder.resolve("held-out"));
    RgbImage larger = Waves.picture(2).resize(192, 144, Resampling.BICUBIC);
    Files.write(heldOut.resolve("test.png"), Images.png(larger));
    ShardHandler checking =
        new ShardHandler(new TripletSample(blobs), store, HeldOutImages.read(List.of(heldOut)));

    List<Outcome> outcomes =
        checking.handle(
            List.of(
                pictures(0, Split.TRAIN, "shows", 1, 2, 3),
                pictures(1, Split.TRAIN, "other", 1, 4, 3),
                pictures(2, Split.TEST, "tests", 1, 2, 3)));

    assertThat(outcomes.get(0)).isEqualTo(Outcome.skip("held-out-image"));
    assertThat(outcomes.subList(1, 3)).allMatch(Outcome.Emit.class::isInstance);
    assertThat(keys()).containsExactlyInAnyOrder("other-0-1-2", "tests-0-1-2");
  }

  private Incoming<CaptionedTriplet> pictures(
      long offset, Split split, String videoId, int... numbers) throws IOException {
    List<byte[]> jpegs = new ArrayList<>();
    for (int number : numbers) {
      jpegs.add(Images.jpeg(Waves.picture(number), .8));
    }
    return TestTriplets.at(
        2,
        offset,
        TestTriplets.captioned(
            TestTriplets.triplet(TestTriplets.frames(blobs, videoId, jpegs), split, 0, 1, 2)));
  }

  @Test
  void a_directory_that_cannot_be_written_is_worth_another_try() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    ShardHandler blocked = handler(store(file.resolve("dataset")));

    assertThatThrownBy(() -> blocked.handle(List.of(at(3, Split.TRAIN, "a"))))
        .isInstanceOf(OutageException.class)
        .hasMessageContaining("captioned-triplets-2 from offset 3")
        .hasMessageContaining(file.resolve("dataset").toString());
  }

  @Test
  void a_data_set_written_again_takes_the_place_of_the_one_before() throws Exception {
    ShardWriter writer = new ShardWriter(folder.resolve("shards"), blobs);
    writer.write(List.of(captioned(Split.HELD_OUT, "a"), captioned(Split.TRAIN, "b")));

    List<Path> shards =
        writer.write(List.of(captioned(Split.TRAIN, "c"), captioned(Split.TRAIN, "c")));

    assertThat(shards).containsExactly(folder.resolve("shards/train-000-000000000.tar"));
    assertThat(samples(folder.resolve("shards")).stream().map(ShardSample::key))
        .containsExactly("c-0-1-2");
  }

  private static DatasetStore store(Path where) {
    return DatasetStore.open(where.toString(), Configuration.of(Map.of()));
  }

  private ShardHandler handler(DatasetStore where) {
    return new ShardHandler(new TripletSample(blobs), where, HeldOutImages.none());
  }

  private Incoming<CaptionedTriplet> at(long offset, Split split, String videoId)
      throws IOException {
    return TestTriplets.at(2, offset, captioned(split, videoId));
  }

  private CaptionedTriplet captioned(Split split, String videoId) throws IOException {
    return TestTriplets.captioned(
        TestTriplets.triplet(TestTriplets.namedFrames(blobs, videoId, 3), split, 0, 1, 2));
  }

  private static List<TrainingShard> manifests(List<Outcome> outcomes) {
    return outcomes.stream()
        .filter(Outcome.Emit.class::isInstance)
        .flatMap(outcome -> ((Outcome.Emit) outcome).outputs().stream())
        .map(output -> (TrainingShard) output.value())
        .toList();
  }

  private List<String> keys() throws IOException {
    return samples().stream().map(ShardSample::key).toList();
  }

  private List<ShardSample> samples() throws IOException {
    return samples(folder.resolve("dataset/segments"));
  }

  private static List<ShardSample> samples(Path directory) throws IOException {
    List<ShardSample> samples = new ArrayList<>();
    for (Path shard : ShardReader.shards(directory, "")) {
      try (ShardReader reader = ShardReader.open(shard)) {
        for (Optional<ShardSample> next = reader.next(); next.isPresent(); next = reader.next()) {
          samples.add(next.get());
        }
      }
    }
    return samples;
  }
}
