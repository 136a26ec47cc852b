package org.genhowto.dataset.version;

import java.util.List;
import java.util.Set;

/**
 * Samples that no later version holds, whenever they come.
 *
 * @param videos ids of videos
 * @param triplets ids of triplets
 * @param sources what the addresses of videos begin with
 */
public record Deletion(Set<String> videos, Set<String> triplets, List<String> sources) {
  public Deletion {
    videos = Set.copyOf(videos);
    triplets = Set.copyOf(triplets);
    sources = List.copyOf(sources);
    if (sources.stream().anyMatch(String::isBlank)) {
      throw new IllegalArgumentException("a source is blank, expected what addresses begin with");
    }
  }

  boolean holds(IndexedSample sample) {
    return videos.contains(sample.videoId())
        || triplets.contains(sample.tripletId())
        || sources.stream().anyMatch(sample.text("uri")::startsWith);
  }
}
