package org.genhowto.ingest.fetch;

import java.nio.file.Path;
import java.util.List;
import org.genhowto.runtime.remote.Destinations;

/**
 * Where videos may come from.
 *
 * @param destinations addresses on networks
 * @param fileRoots folders of this machine; what lies in none of them is not read
 * @param secrets what hosts are told to let this process in
 */
public record Reach(Destinations destinations, List<Path> fileRoots, HostSecrets secrets) {
  public Reach {
    fileRoots = List.copyOf(fileRoots);
  }
}
