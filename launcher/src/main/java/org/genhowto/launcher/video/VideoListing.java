package org.genhowto.launcher.video;

import java.util.List;
import org.genhowto.schemas.VideoReference;

/**
 * What became of everything a user named: each file, address and row is either a video or skipped.
 *
 * @param videos in the order in which they were found, each id once
 */
public record VideoListing(List<VideoReference> videos, List<Skipped> skipped) {
  public VideoListing {
    videos = List.copyOf(videos);
    skipped = List.copyOf(skipped);
  }

  /** Whether somebody has to do something about it. */
  public enum Kind {
    /** No video, or one that is there twice: as it should be. */
    NO_VIDEO,
    /** Meant as a video, but not to be used as it is written. */
    REFUSED
  }

  /**
   * What is no video.
   *
   * @param why in words that follow its name
   */
  public record Skipped(Kind kind, String name, String why) {}
}
