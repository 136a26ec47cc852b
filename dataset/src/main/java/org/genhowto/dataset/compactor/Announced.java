package org.genhowto.dataset.compactor;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.genhowto.dataset.version.Segment;
import org.genhowto.runtime.topic.TopicContents;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.Topics;

/** The segments that the topic tells of, such that none is absent before one that is there. */
public final class Announced {
  private Announced() {}

  /**
   * Reads the topic. It may have several partitions, which are read one at a time: a segment may be
   * committed in one that was read while its successor is seen in another. So it is read twice, and
   * only what the first time told of, and what was there before that, counts.
   */
  public static List<Segment> read(Platform platform) {
    Map<String, Long> newest = new HashMap<>();
    for (Segment segment : once(platform)) {
      newest.merge(segment.line(), segment.firstOffset(), Math::max);
    }
    return once(platform).stream()
        .filter(one -> one.firstOffset() <= newest.getOrDefault(one.line(), -1L))
        .toList();
  }

  private static List<Segment> once(Platform platform) {
    return TopicContents.read(platform, Topics.TRAINING_SHARDS).stream()
        .flatMap(record -> Segment.of(record).stream())
        .toList();
  }
}
