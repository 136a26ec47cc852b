package org.genhowto.ingest.video;

/**
 * What one pass over a video gave.
 *
 * @param width width of the frames handed out
 * @param height height of the frames handed out
 * @param seconds end of the last frame; as the header says, where the video is longer than what is
 *     used
 */
public record Sampled(Probe probe, int frames, int width, int height, double seconds) {}
