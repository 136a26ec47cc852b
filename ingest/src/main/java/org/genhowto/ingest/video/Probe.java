package org.genhowto.ingest.video;

/**
 * What a video file says of itself.
 *
 * @param container container format, as FFmpeg names it
 * @param codec video codec, as FFmpeg names it
 * @param startSeconds smallest time stamp in the file
 * @param durationSeconds length of the file, or 0 where it does not say
 * @param width stored width in pixels, before orientation
 * @param height stored height in pixels, before orientation
 * @param audio whether there is sound beside the pictures
 */
public record Probe(
    String container,
    String codec,
    double startSeconds,
    double durationSeconds,
    int width,
    int height,
    Orientation orientation,
    boolean audio) {}
