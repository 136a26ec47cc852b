package org.genhowto.localizer.network;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.genhowto.networks.image.RgbImage;

/**
 * A video to train the image tower on, and nothing about what it shows.
 *
 * @param category index of the category the video was found under
 * @param relevance what the search engine gave for how well it fits, where it gave anything
 * @param frames reads the frames, one a second, three at least; called once an epoch
 */
public record FrameVideo(
    String videoId, int category, OptionalDouble relevance, Supplier<List<RgbImage>> frames) {}
