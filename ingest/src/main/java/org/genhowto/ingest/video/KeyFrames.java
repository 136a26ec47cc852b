package org.genhowto.ingest.video;

import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;

import java.io.IOException;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.genhowto.ingest.glued.Part;
import org.genhowto.ingest.picture.Stillness;

/**
 * A look at a video's key frames alone, before all of it is decoded. It ends at the first that
 * differs, so that it costs a video that changes little more than being opened.
 */
final class KeyFrames {
  /** Levels of 255 by which colours differ by grain and compression alone. */
  private static final int SAME_LEVELS = 8;

  /** Fewer key frames, or a longer time between two, say nothing of what is between. */
  private static final int FEWEST = 3;

  private static final double LONGEST_SECONDS = 20;

  private KeyFrames() {}

  /**
   * Refuses a video that shows one picture, as far as key frames tell. What cannot be told, or not
   * be read, passes.
   *
   * @throws StillVideoException where no key frame differs from the first
   */
  static void requireChange(Part file, FrameSampling sampling, FrameSink listener)
      throws UnusableVideoException, IOException, InterruptedException {
    int frames = 0;
    double last = 0;
    double longest = 0;
    int change;
    AVFrame frame = av_frame_alloc();
    try (MediaFile media = MediaFile.open(file, sampling);
        Decoder decoder = Decoder.ofKeyFrames(media, sampling, listener);
        Stillness stillness = new Stillness()) {
      while (stillness.change() <= SAME_LEVELS && decoder.next(frame)) {
        frames++;
        double time = decoder.seconds(frame);
        longest = Math.max(longest, time - last);
        last = time;
        stillness.add(frame);
        av_frame_unref(frame);
      }
      longest = Math.max(longest, media.probe().durationSeconds() - last);
      change = stillness.change();
    } finally {
      av_frame_free(frame);
    }
    if (frames >= FEWEST && longest <= LONGEST_SECONDS && change <= SAME_LEVELS) {
      throw new StillVideoException(frames, change);
    }
  }
}
