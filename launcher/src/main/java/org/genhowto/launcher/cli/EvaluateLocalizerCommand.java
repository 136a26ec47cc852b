package org.genhowto.launcher.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.genhowto.dataset.corpus.Corpus;
import org.genhowto.launcher.options.ClipOption;
import org.genhowto.launcher.options.Models;
import org.genhowto.launcher.options.ReportOptions;
import org.genhowto.launcher.video.VideoFile;
import org.genhowto.launcher.video.VideoFileScores;
import org.genhowto.localizer.evaluation.AnnotatedVideo;
import org.genhowto.localizer.evaluation.LocalizerReport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Metrics of a localizer's scores. */
@Command(
    name = "localizer",
    description = {
      "ChangeIt's metrics of a localizer's scores on annotated videos, over categories:",
      "sp and ap, precision of the chosen states and of the action; jsp and jap, the same where"
          + " the",
      "three are chosen together, in order; acc, share of state seconds told right.",
      "With --videos the localizer scores the annotated videos first, as far as --scores has none."
    })
final class EvaluateLocalizerCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description = "Annotated data set, laid out like ChangeIt.")
  private Path data;

  @Option(
      names = "--scores",
      required = true,
      paramLabel = "DIR",
      description =
          "CATEGORY/ID.csv as LookForTheChange writes them: a line a second, with second, initial"
              + " state, final state, action.")
  private Path scores;

  @Option(
      names = "--videos",
      paramLabel = "DIR",
      description = "Folder of the video files, ID.mp4 or the like in any sub-folder.")
  private @Nullable Path videos;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "With --videos: the localizer's folder (default: the miniature one).")
  private Path model = Models.folder().resolve("localizer");

  @Mixin private ClipOption clip = new ClipOption();

  @Mixin private ReportOptions output = new ReportOptions();
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  EvaluateLocalizerCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    Corpus corpus = Corpus.read(data);
    if (videos != null) {
      new VideoFileScores(model, clip.folder())
          .write(VideoFile.of(corpus.annotated(), videos), scores, spec.commandLine().getErr());
    }
    LocalizerReport report = LocalizerReport.of(annotated(corpus), scores);
    output.print(spec, report.text(), report);
    return 0;
  }

  private static List<AnnotatedVideo> annotated(Corpus corpus) {
    return corpus.annotated().stream()
        .map(video -> new AnnotatedVideo(video.videoId(), video.category(), video.labels()))
        .toList();
  }
}
