package org.genhowto.localizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.genhowto.localizer.network.FrameScorer;
import org.genhowto.localizer.search.Examples;
import org.genhowto.localizer.search.FrameScores;
import org.genhowto.networks.image.Images;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.runtime.blob.BlobStore;
import org.genhowto.runtime.blob.BlobStores;
import org.genhowto.runtime.blob.UnusableBlobException;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.frames.FrameTar;
import org.genhowto.runtime.handler.Incoming;
import org.genhowto.runtime.handler.Outcome;
import org.genhowto.schemas.BlobRef;
import org.genhowto.schemas.FrameEntry;
import org.genhowto.schemas.SampledFrames;
import org.genhowto.schemas.ScoredFrames;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoringHandlerTest {
  @TempDir private Path folder;
  private BlobStore blobs;
  private ScoringHandler handler;

  /** Scores by brightness, so that a test sees which frames reach it and in which order. */
  private static final class Brightness implements FrameScorer {
    @Override
    public List<String> categories() {
      return List.of("apple", "ball");
    }

    @Override
    public String version() {
      return "brightness-1";
    }

    @Override
    public RgbImage prepare(RgbImage frame) {
      return frame.crop(0, 0, 1, 1);
    }

    @Override
    public List<FrameScores> score(List<RgbImage> frames, String category) {
      float[] scores = new float[frames.size()];
      for (int t = 0; t < scores.length; t++) {
        scores[t] = (frames.get(t).rgb()[0] & 255) / 255f;
      }
      return List.of(
          new FrameScores(scores, scores.clone(), scores.clone()),
          new FrameScores(scores.clone(), scores.clone(), scores.clone()));
    }
  }

  @BeforeEach
  void open() {
    blobs = BlobStores.open(Configuration.of(Map.of("blobs.uri", folder.toUri().toString())));
    handler = new ScoringHandler(blobs, new Brightness(), new ScoringHandler.RunNumbers(4, 6));
  }

  @AfterEach
  void close() {
    blobs.close();
  }

  @Test
  void scores_every_frame_in_time_order_once_for_each_run() throws Exception {
    SampledFrames video = stored("apple", 5);

    Outcome outcome = handler.handle(incoming(video));

    assertThat(outcome).isInstanceOf(Outcome.Emit.class);
    List<ScoredFrames> runs =
        ((Outcome.Emit) outcome)
            .outputs().stream().map(output -> (ScoredFrames) output.value()).toList();
    assertThat(runs).extracting(ScoredFrames::getRun).containsExactly(4, 5);
    assertThat(runs).extracting(ScoredFrames::getRuns).containsOnly(6);
    assertThat(runs).extracting(ScoredFrames::getModelVersion).containsOnly("brightness-1");
    assertThat(runs.get(0).getSource()).isEqualTo(video);
    assertThat(runs.get(0).getInitial()).hasSize(5).isSorted();
    assertThat(((Outcome.Emit) outcome).outputs())
        .allSatisfy(output -> assertThat(output.key()).isEqualTo("v1"));
  }

  @Test
  void a_long_video_is_scored_in_windows_as_if_at_once() throws Exception {
    SampledFrames video = stored("apple", 2500);

    Outcome outcome = handler.handle(incoming(video));

    ScoredFrames first = (ScoredFrames) ((Outcome.Emit) outcome).outputs().get(0).value();
    assertThat(first.getInitial()).hasSize(2500);
    assertThat(first.getFinal$()).isEqualTo(first.getInitial());
    for (int second : new int[] {0, 1023, 1024, 2047, 2048, 2499}) {
      byte[] jpeg = FrameTar.frame(blobs, video, second);
      float brightness = (Images.decode(jpeg).rgb()[0] & 255) / 255f;
      assertThat(first.getInitial().get(second)).isEqualTo(brightness);
    }
  }

  @Test
  void an_unknown_category_is_rejected_with_the_known_ones() throws Exception {
    assertThat(handler.handle(incoming(stored("zebra", 5))))
        .isInstanceOfSatisfying(
            Outcome.Reject.class,
            reject -> assertThat(reject.reason()).contains("zebra", "apple, ball"));
  }

  @Test
  void fewer_than_three_frames_are_skipped() throws Exception {
    assertThat(handler.handle(incoming(stored("apple", 2))))
        .isEqualTo(
            Outcome.skip(
                "too-few-frames", "It has 2 frames, expected at least 3", Map.of("frames", 2.0)));
  }

  @Test
  void frames_that_are_no_images_are_rejected() throws Exception {
    SampledFrames video = stored("apple", 5);
    FrameEntry first = video.getIndex().get(0);
    SampledFrames shifted =
        SampledFrames.newBuilder(video)
            .setIndex(
                IntStream.range(0, 5)
                    .mapToObj(
                        second ->
                            FrameEntry.newBuilder(first)
                                .setSecond(second)
                                .setOffset(first.getOffset() + 7)
                                .build())
                    .toList())
            .build();

    assertThat(handler.handle(incoming(shifted))).isInstanceOf(Outcome.Reject.class);
  }

  @Test
  void an_absent_blob_is_the_fault_of_its_record() {
    SampledFrames video = Examples.frames("v1", "apple", 5, null);

    assertThatThrownBy(() -> handler.handle(incoming(video)))
        .isInstanceOf(UnusableBlobException.class)
        .hasMessageContaining("is not in the store");
  }

  private static Incoming<SampledFrames> incoming(SampledFrames video) {
    return new Incoming<>(video.getVideoId(), video, "sampled-frames", 0, 0, 1);
  }

  private SampledFrames stored(String category, int frames) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    FrameTar.Writer writer = new FrameTar.Writer(bytes);
    try (writer) {
      for (int second = 0; second < frames; second++) {
        byte[] grey = new byte[3 * 16 * 8];
        Arrays.fill(grey, (byte) (40 * second));
        writer.add(new FrameTar.Frame(second, Images.jpeg(new RgbImage(16, 8, grey), 0.95)));
      }
    }
    Path tar = Files.write(folder.resolve("frames.tar"), bytes.toByteArray());
    BlobRef blob = blobs.put(tar, FrameTar.MEDIA_TYPE);
    return SampledFrames.newBuilder(Examples.frames("v1", category, frames, null))
        .setFrames(blob)
        .setIndex(writer.index())
        .build();
  }
}
