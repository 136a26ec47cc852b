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
 * @param time what it may take
 * @param perHost transfers from one host at the same time
 * @param folder where videos are kept while they are worked on
 */
public record FetchLimits(Set<String> schemes, long maxBytes, Time time, int perHost, Path folder) {
  static final int MAX_REDIRECTS = 5;

  /** How often a transfer that broke off goes on where it was. */
  static final int MAX_RESUMES = 10;

  /**
   * What a transfer may take.
   *
   * @param connect time for a server to accept the connection
   * @param idle time in which a server has to send something
   * @param whole time for the whole transfer, redirects included
   * @param slowest bytes a second that a server has to send, taken over the idle time
   */
  public record Time(Duration connect, Duration idle, Duration whole, long slowest) {}

  public FetchLimits {
    schemes = Set.copyOf(schemes);
    if (!VideoContract.SCHEMES.containsAll(schemes)) {
      throw new ConfigurationException(
          "ingest.schemes is " + schemes + ", expected any of file, http, https");
    }
  }
}
