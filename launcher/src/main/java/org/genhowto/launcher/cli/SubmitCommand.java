package org.genhowto.launcher.cli;

import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.genhowto.launcher.options.ClusterOptions;
import org.genhowto.launcher.video.Submission;
import org.genhowto.launcher.video.VideoListing;
import org.genhowto.launcher.video.VideoReferences;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.VideoContract;
import org.genhowto.schemas.VideoReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Video references in. */
@Command(
    name = "submit",
    description = "Sends references of videos to a running system, each once.",
    footerHeading = "%n",
    footer = {
      "A folder stands for the videos in it and below it; the first sub-folder on the way to a"
          + " video",
      "names its category, unless --category does. What is hidden, empty or not named as a video"
          + " is",
      "skipped and named. A list is CSV (with or without a row of names) or has an object of JSON"
          + " on",
      "each line; its fields are uri, category, videoId, split, relevance and licence, all but uri"
          + " optional.",
      "",
      "An id is made of category and address: the same video has the same id, and a second run"
          + " sends",
      "only what the first did not. Workers read files below their setting ingest.file-roots"
          + " alone,",
      "and fetch from the open internet and ingest.allowed-networks.",
      "",
      "Ends with 1 where something was refused or there is no video, with 0 otherwise.",
      "",
      "Examples:",
      "  genhowto submit videos/                              videos/CATEGORY/.../video.mp4",
      "  genhowto submit a.mp4 https://example.org/b.mp4 --category apple",
      "  genhowto submit list.csv --dry-run                   what would be sent",
      "  find /videos -name '*.mp4' | genhowto submit - --category apple",
    })
final class SubmitCommand implements Callable<Integer> {
  private static final String STANDARD_INPUT = "-";

  @Parameters(
      arity = "0..*",
      paramLabel = "VIDEO",
      description = {
        "Files, folders, file:, http: and https: addresses, lists (*.csv, *.jsonl), or - for a"
            + " list",
        "on standard input."
      })
  private List<String> names = List.of();

  @Option(
      names = "--list",
      paramLabel = "FILE",
      description = "A list whatever its name; may be repeated.")
  private List<Path> lists = List.of();

  @Option(
      names = "--category",
      description =
          "Interaction category, such as apple, of all that no list gives another one; without it"
              + " a folder's videos have that of their sub-folder.")
  private @Nullable String category;

  @Option(
      names = "--licence",
      description =
          "Licence, such as CC-BY-4.0, of all that no list gives another one; it stands in every"
              + " sample of the dataset.")
  private @Nullable String licence;

  @Option(names = "--id", description = "Id of the video, where there is one only.")
  private @Nullable String id;

  @Option(
      names = "--dry-run",
      description = "Says what would be sent and what not, and sends nothing; needs no Kafka.")
  private boolean pretend;

  @Option(names = "--again", description = "Sends videos that are known already, too.")
  private boolean again;

  @Mixin private ClusterOptions cluster = new ClusterOptions();

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  SubmitCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    Submission submission = new Submission(listing(), spec.commandLine().getOut());
    if (pretend || submission.listing().videos().isEmpty()) {
      return submission.pretend();
    }
    try (Platform platform = Platform.from(cluster.reached())) {
      return again ? submission.send(platform, Set.of()) : submission.send(platform);
    }
  }

  private VideoListing listing() throws IOException {
    if (names.isEmpty() && lists.isEmpty()) {
      throw new IllegalArgumentException(
          "nothing is named, expected files, folders, addresses or lists; see submit --help");
    }
    VideoReferences references = new VideoReferences(category, licence);
    for (String name : names) {
      if (name.equals(STANDARD_INPUT)) {
        references.addList(
            "standard input",
            new InputStreamReader(System.in, StandardCharsets.UTF_8),
            Path.of(""));
      } else {
        references.add(name);
      }
    }
    for (Path list : lists) {
      references.addList(list);
    }
    return id == null ? references.listing() : named(references.listing(), id);
  }

  private static VideoListing named(VideoListing listing, String id) {
    if (listing.videos().size() != 1) {
      throw new IllegalArgumentException(
          "--id is the name of one video, but there are " + listing.videos().size());
    }
    VideoReference video =
        VideoReference.newBuilder(listing.videos().get(0))
            .setVideoId(VideoContract.requireId(id))
            .build();
    return new VideoListing(List.of(video), listing.skipped());
  }
}
