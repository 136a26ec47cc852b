package org.genhowto.ingest.fetch;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.genhowto.runtime.config.ConfigurationException;

/**
 * What fetching a video may cost.
 *
 * @param schemes URI schemes that are followed: any of file, http, https
 * @param maxBytes largest video file
 * @param connectTimeout time for a server to accept the connection
 * @param timeout time for the whole transfer, redirects included
 * @param folder where videos from the network are kept while they are worked on
 */
public record FetchLimits(
    Set<String> schemes, long maxBytes, Duration connectTimeout, Duration timeout, Path folder) {
  static final int MAX_REDIRECTS = 5;

  public FetchLimits {
    schemes = Set.copyOf(schemes);
    if (!Set.of("file", "http", "https").containsAll(schemes)) {
      throw new ConfigurationException(
          "ingest.schemes is " + schemes + ", expected any of file, http, https");
    }
  }
}
