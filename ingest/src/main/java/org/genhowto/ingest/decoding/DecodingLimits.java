package org.genhowto.ingest.decoding;

import java.time.Duration;

/**
 * What one video may cost before it is given up.
 *
 * @param cpuPerMinute processor seconds for each minute of the video
 * @param leastCpu processor seconds that every video has, however short
 * @param memory bytes that its process may have resident
 * @param silence time in which a process has to come on, be it by a packet
 * @param frames frames that may be decoded
 * @param outputBytes bytes of all its JPEGs together
 */
public record DecodingLimits(
    long cpuPerMinute,
    long leastCpu,
    long memory,
    Duration silence,
    long frames,
    long outputBytes) {
  /** Video of 8K at 60 frames a second takes a processor of today five minutes a minute. */
  public static final DecodingLimits DEFAULT =
      new DecodingLimits(900, 120, 2L << 30, Duration.ofSeconds(60), 10_000_000, 8L << 30);
}
