package org.genhowto.ingest.fetch;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.genhowto.runtime.config.ConfigurationException;
import org.genhowto.schemas.VideoContract;

/**
 * What fetching a video may cost.
 *
 * @param schemes URI schemes that are followed: any of file, http, https
 * @param maxBytes largest video file
 * @param connectTimeout time for a server to accept the connection
 * @param idleTimeout time in which a server has to send something
 * @param timeout time for the whole transfer, redirects included
 * @param perHost transfers from one host at the same time
 * @param folder where videos from the network are kept while they are worked on
 */
public record FetchLimits(
    Set<String> schemes,
    long maxBytes,
    Duration connectTimeout,
    Duration idleTimeout,
    Duration timeout,
    int perHost,
    Path folder) {
  static final int MAX_REDIRECTS = 5;

  public FetchLimits {
    schemes = Set.copyOf(schemes);
    if (!VideoContract.SCHEMES.containsAll(schemes)) {
      throw new ConfigurationException(
          "ingest.schemes is " + schemes + ", expected any of file, http, https");
    }
  }
}
