package org.genhowto.client;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A generated image that can be downloaded.
 *
 * @param address where it is, absolute or below the gateway
 * @param mediaType such as image/png
 * @param seed the seed of its noise
 * @param skip leading steps skipped, where the request compares several
 * @param agreement with the prompt, -1 to 1; where candidates were compared
 * @param background how much of the input's is kept, 0 to 1; where candidates were compared
 */
public record GoalImage(
    URI address,
    String mediaType,
    long seed,
    @Nullable Integer skip,
    @Nullable Double agreement,
    @Nullable Double background) {}
