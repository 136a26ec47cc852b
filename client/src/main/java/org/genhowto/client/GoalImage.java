package org.genhowto.client;

import java.net.URI;

/**
 * A generated image that can be downloaded.
 *
 * @param address where it is, absolute or below the gateway
 * @param mediaType such as image/png
 * @param seed the seed of its noise
 */
public record GoalImage(URI address, String mediaType, long seed) {}
