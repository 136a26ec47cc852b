package org.genhowto.ingest.video;

/**
 * What is made of a video, and what decoding may cost.
 *
 * @param maxSeconds seconds of a video that are used; the rest is left
 * @param shortSide longest the short side of a stored frame may be, in pixels
 * @param jpegQuality quality of the stored JPEGs, above 0 and at most 1
 * @param maxPixels most pixels a frame of the video may have
 * @param decoderThreads threads that decode one video
 * @param cutVideos what becomes of a video whose file ends before the time it states
 * @param decode which frames are decoded
 * @param stillVideos what becomes of a video that shows one picture from beginning to end
 */
public record FrameSampling(
    int maxSeconds,
    int shortSide,
    double jpegQuality,
    long maxPixels,
    int decoderThreads,
    CutVideos cutVideos,
    Decode decode,
    StillVideos stillVideos) {
  public static final FrameSampling DEFAULT =
      new FrameSampling(
          36_000, 512, 0.95, 8192L * 4320, 1, CutVideos.KEEP, Decode.NEEDED, StillVideos.KEEP);

  /** What becomes of a video whose file ends before the time it states. */
  public enum CutVideos {
    /** The seconds that are there are used, and the cut is recorded. */
    KEEP,
    /** It is refused. */
    REFUSE
  }

  /** What becomes of a video that shows one picture from beginning to end. */
  public enum StillVideos {
    /** It is taken as every other. */
    KEEP,
    /** Key frames are looked at first; where all show one picture, nothing comes of it. */
    SKIP
  }

  /** Which frames are decoded; the pictures are the same. */
  public enum Decode {
    /** Those that are shown, and those they are made from. */
    NEEDED,
    /** All. */
    ALL
  }
}
