package org.genhowto.ingest.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import org.genhowto.ingest.video.Orientation;
import org.genhowto.ingest.video.Probe;
import org.genhowto.ingest.video.Sampled;
import org.genhowto.runtime.frames.FrameFacts;
import org.genhowto.schemas.FlawKind;
import org.genhowto.schemas.VideoFlaw;
import org.junit.jupiter.api.Test;

/** What a child says at the end of a video. */
class AnswerTest {

  @Test
  void what_was_sampled_arrives_as_it_was_said() throws Exception {
    Answer.Done done = new Answer.Done(sampled(3, 3));

    assertThat(read(written(done))).isEqualTo(done);
  }

  @Test
  void facts_of_fewer_pictures_than_frames_are_nonsense() {
    assertThatThrownBy(() -> read(written(new Answer.Done(sampled(3, 2)))))
        .isInstanceOf(Answer.NonsenseException.class)
        .hasMessageContaining("facts");
  }

  @Test
  void a_number_of_frames_that_nobody_can_hold_is_nonsense() {
    assertThatThrownBy(() -> read(written(new Answer.Done(sampled(Integer.MAX_VALUE, 2)))))
        .isInstanceOf(Answer.NonsenseException.class);
    assertThatThrownBy(() -> read(written(new Answer.Done(sampled(-1, 2)))))
        .isInstanceOf(Answer.NonsenseException.class);
  }

  private static Sampled sampled(int frames, int facts) {
    FrameFacts.Writer writer = new FrameFacts.Writer();
    for (int frame = 0; frame < facts; frame++) {
      writer.add(
          EnumSet.of(FrameFacts.Mark.CUT), new FrameFacts.Measures(frame, 2, 1000 * frame, .5));
    }
    return new Sampled(
        new Probe("mp4", "h264", 0, 3, 16, 8, new Orientation(1, 0, 0, 1), true),
        frames,
        16,
        8,
        3.04,
        List.of(new VideoFlaw(FlawKind.CUT, 3.0, 9.0)),
        writer.facts());
  }

  private static byte[] written(Answer answer) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    answer.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static Answer read(byte[] bytes) throws IOException {
    return Answer.read(new DataInputStream(new ByteArrayInputStream(bytes)));
  }
}
