package org.genhowto.ingest.video;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.genhowto.runtime.frames.FrameFacts;
import org.genhowto.schemas.BlobRef;
import org.genhowto.schemas.FlawKind;
import org.genhowto.schemas.FrameEntry;
import org.genhowto.schemas.PictureFacts;
import org.genhowto.schemas.SampledFrames;
import org.genhowto.schemas.ScoredFrames;
import org.genhowto.schemas.VideoFlaw;
import org.junit.jupiter.api.Test;

class FlawsTest {
  private static final int SECONDS = 36_000;
  private static final List<Float> SCORES = Collections.nCopies(SECONDS, .5f);

  @Test
  void up_to_two_hundred_stay_as_they_are() {
    Flaws flaws = new Flaws();
    for (int i = 0; i < 199; i++) {
      flaws.add(FlawKind.JOINED, i, i);
    }
    flaws.add(FlawKind.DAMAGED, 1.5, 4);

    assertThat(flaws.all()).hasSize(200).contains(new VideoFlaw(FlawKind.DAMAGED, 1.5, 4.0));
    assertThat(flaws.all()).isSortedAccordingTo((a, b) -> Double.compare(from(a), from(b)));
    assertThat(flaws.all()).filteredOn(flaw -> from(flaw) == flaw.getToSecond()).hasSize(199);
  }

  @Test
  void one_more_joins_the_nearest_two_of_a_kind() {
    Flaws flaws = new Flaws();
    flaws.add(FlawKind.CUT, 0.1, 0.2);
    flaws.add(FlawKind.JOINED, 0, 0);
    flaws.add(FlawKind.JOINED, 0.25, 0.25);
    for (int i = 1; i < 199; i++) {
      flaws.add(FlawKind.JOINED, i, i);
    }

    assertThat(flaws.all())
        .hasSize(200)
        .contains(
            new VideoFlaw(FlawKind.JOINED, 0.0, 0.25),
            new VideoFlaw(FlawKind.CUT, 0.1, 0.2),
            new VideoFlaw(FlawKind.JOINED, 198.0, 198.0));
  }

  @Test
  void every_joint_of_many_is_in_a_range_and_no_range_is_long() {
    Flaws flaws = many();

    assertThat(flaws.all()).hasSize(200);
    assertThat(flaws.all()).extracting(VideoFlaw::getKind).contains(FlawKind.values());
    for (int i = 0; i < 200_000; i += 97) {
      double at = second(i);
      assertThat(flaws.all())
          .anyMatch(
              flaw ->
                  flaw.getKind() == FlawKind.JOINED
                      && from(flaw) <= at
                      && at <= flaw.getToSecond());
    }
    assertThat(flaws.all())
        .filteredOn(flaw -> flaw.getKind() != FlawKind.UNUSED)
        .allMatch(flaw -> flaw.getToSecond() - from(flaw) <= SECONDS / 20.0);
  }

  @Test
  void a_record_of_ten_hours_with_all_its_flaws_fits() throws IOException {
    List<FrameEntry> index =
        IntStream.range(0, SECONDS)
            .mapToObj(second -> new FrameEntry(second, second * 100_000L, 99_000))
            .toList();
    SampledFrames frames =
        SampledFrames.newBuilder()
            .setVideoId("video")
            .setCategory("apple")
            .setUri("https://h.org/video.ts")
            .setVideoSha256("0".repeat(64))
            .setContainer("mpegts")
            .setCodec("h264")
            .setDurationSeconds(SECONDS)
            .setWidth(1)
            .setHeight(1)
            .setFrames(new BlobRef("blob:x", "0".repeat(64), 1L, "application/x-tar", null, null))
            .setIndex(index)
            .setFlaws(many().all())
            .setFacts(facts())
            .build();

    assertThat(SampledFrames.getEncoder().encode(frames).remaining()).isLessThan(1_000_000);
    // As the localizer sends it on, with three scores a second.
    ScoredFrames scored = new ScoredFrames(frames, 0, 1, "version", SCORES, SCORES, SCORES);
    assertThat(ScoredFrames.getEncoder().encode(scored).remaining()).isLessThan(1_040_000);
  }

  private static PictureFacts facts() {
    FrameFacts.Writer writer = new FrameFacts.Writer();
    for (int second = 0; second < SECONDS; second++) {
      writer.add(Set.of(), new FrameFacts.Measures(0, 0, 0, 0));
    }
    return writer.facts();
  }

  /** 200,000 joints in ten hours, damage at every second, and an end. */
  private static Flaws many() {
    Flaws flaws = new Flaws();
    for (int i = 0; i < 200_000; i++) {
      flaws.add(FlawKind.JOINED, second(i), second(i));
    }
    for (int i = 0; i < SECONDS; i++) {
      flaws.add(FlawKind.DAMAGED, i, i + 0.6);
    }
    flaws.add(FlawKind.CUT, SECONDS, SECONDS + 1);
    flaws.add(FlawKind.UNUSED, SECONDS, 2.0 * SECONDS);
    return flaws;
  }

  private static double second(int joint) {
    return joint * (SECONDS / 200_000.0);
  }

  private static double from(VideoFlaw flaw) {
    return flaw.getFromSecond();
  }
}
