package org.genhowto.launcher.video;

import java.io.PrintWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.genhowto.launcher.progress.ProgressDisplay;
import org.genhowto.launcher.station.RobotClient;
import org.genhowto.launcher.video.VideoListing.Kind;
import org.genhowto.launcher.video.VideoListing.Skipped;
import org.genhowto.runtime.ledger.LedgerLookup;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.LedgerKind;
import org.genhowto.schemas.Redaction;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.VideoReference;

/** Sends the videos of a listing, and accounts for everything in it by name. */
public record Submission(VideoListing listing, PrintWriter out) {
  /** From so many on it is told how far it has come. */
  private static final int MANY = 100;

  /** How what is no video is told. */
  public static String line(Skipped skipped) {
    return "%s %s: %s"
        .formatted(
            skipped.kind() == Kind.REFUSED ? "refused" : "skipped", skipped.name(), skipped.why());
  }

  /** Says what would be sent, and how it ends: 0 well, 1 where something is refused. */
  public int pretend() {
    printSkipped();
    listing.videos().forEach(video -> out.println(line("would submit", video)));
    return sum("%d to submit".formatted(listing.videos().size()));
  }

  /** Sends those that are not known yet. */
  public int send(Platform platform) throws InterruptedException {
    Set<String> ids =
        listing.videos().stream().map(VideoReference::getVideoId).collect(Collectors.toSet());
    Set<String> known = new HashSet<>();
    new LedgerLookup(platform)
        .all(
            (entry, offset) -> {
              if (entry.getKind() == LedgerKind.VIDEO && ids.contains(entry.getId())) {
                known.add(entry.getId());
              }
            });
    return send(platform, known);
  }

  /** Sends all but those that are known. */
  public int send(Platform platform, Set<String> known) throws InterruptedException {
    printSkipped();
    List<VideoReference> fresh =
        listing.videos().stream().filter(video -> !known.contains(video.getVideoId())).toList();
    for (VideoReference video : listing.videos()) {
      if (known.contains(video.getVideoId())) {
        out.println(line("known", video));
      }
    }
    try (RobotClient client = new RobotClient(platform);
        ProgressDisplay progress = ProgressDisplay.of("submitting", out)) {
      for (int i = 0; i < fresh.size(); i++) {
        VideoReference video = fresh.get(i);
        client.send(Topics.VIDEO_REFERENCES, video.getVideoId(), video);
        progress.say(line("submitted", video));
        if (fresh.size() >= MANY) {
          progress.counted(i + 1, fresh.size());
        }
      }
    }
    return sum("%d submitted, %d known already".formatted(fresh.size(), known.size()));
  }

  private void printSkipped() {
    listing.skipped().forEach(skipped -> out.println(line(skipped)));
  }

  private int sum(String videos) {
    long refused = listing.skipped().stream().filter(one -> one.kind() == Kind.REFUSED).count();
    out.printf("%s, %d skipped, %d refused%n", videos, listing.skipped().size() - refused, refused);
    out.flush();
    return refused > 0 || listing.videos().isEmpty() ? 1 : 0;
  }

  private static String line(String what, VideoReference video) {
    return "%s %s (%s) %s"
        .formatted(what, video.getVideoId(), video.getCategory(), Redaction.uri(video.getUri()));
  }
}
