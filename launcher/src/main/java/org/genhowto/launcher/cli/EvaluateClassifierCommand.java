package org.genhowto.launcher.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.genhowto.evaluator.features.FeatureExtractor;
import org.genhowto.evaluator.files.LabelledFile;
import org.genhowto.evaluator.protocol.ClassifierReport;
import org.genhowto.evaluator.protocol.FeatureClassifierReport;
import org.genhowto.launcher.options.FeatureOptions;
import org.genhowto.launcher.options.GridOptions;
import org.genhowto.launcher.options.ReportOptions;
import org.genhowto.launcher.progress.ProgressDisplay;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Accuracy of the downstream classifier. */
@Command(
    name = "classifier",
    description = {
      "Trains a linear classifier on real initial and generated target images, and tests it on",
      "real ones: the paper's accuracy (section 4.2). C and max_iter are chosen on a tenth of the",
      "training videos. Actions and final states, seen and unseen categories are measured apart.",
      "With --train and --test the features are there already, and no network is asked."
    },
    customSynopsis = {
      "genhowto evaluate classifier [OPTIONS] LIST...",
      "       genhowto evaluate classifier [OPTIONS] --train FILE --test FILE"
    },
    footerHeading = "%nA list of images:%n",
    footer = {
      "  tab-separated with these names in its first line, .csv comma-separated; or .jsonl,",
      "  an object a line. All lists are checked before anything is measured.",
      "  image      path, relative to the list",
      "  class      0 to 2n-1 for n categories: initial states, then targets",
      "  video      id of the video it comes from",
      "  target     action or final-state",
      "  split      train or test",
      "  origin     real, generated or round-trip",
      "  exposure   unseen or seen: was the method trained on these categories?",
      "  predicted  optional: class of a real test image, without training",
      "  Round-trip images are real initial images of training that went through the",
      "  noise and denoising of generated ones. Where there are such, a second accuracy",
      "  has them in the place of the real ones: a control, as otherwise the classifier",
      "  may learn to tell generated from real images.",
      "  Generated images of split test are compared with the real targets: FID, KID.",
      "",
      "A file of features, .npz or .safetensors (.npy with --train-labels, --test-labels):",
      "  feats      or features: a row of floating-point numbers an image",
      "  labels     or label, y: class of each row, whole numbers from 0",
      "  videos     or video, groups: of each training row, texts or whole numbers; optional,",
      "             then single rows are set aside to choose C. The accuracy is the one that a",
      "             list of the images gives, where these are their features in its order.",
      "",
      "Examples:",
      "  genhowto evaluate classifier run-0/manifest.tsv run-1/manifest.tsv --clip DIR",
      "  genhowto evaluate classifier --train train.npz --test test.npz --json",
      "  genhowto evaluate classifier --train x.npy --train-labels y.npy \\",
      "      --test tx.npy --test-labels ty.npy --c 0.1,1,10 --runs 1",
    })
final class EvaluateClassifierCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "LIST",
      arity = "0..*",
      description = "Lists of images; several are several runs, such as one a sampling seed.")
  private List<Path> lists = List.of();

  @Option(
      names = "--runs",
      defaultValue = "5",
      paramLabel = "COUNT",
      description =
          "Runs on a single list or file, each with other validation videos"
              + " (default ${DEFAULT-VALUE}).")
  private int runs;

  @Option(names = "--train", paramLabel = "FILE", description = "Features to learn from.")
  private @Nullable Path train;

  @Option(names = "--test", paramLabel = "FILE", description = "Features to test on.")
  private @Nullable Path test;

  @Option(
      names = "--train-labels",
      paramLabel = "FILE",
      description = "Classes of the training rows, where they stand in a file of their own.")
  private @Nullable Path trainLabels;

  @Option(names = "--test-labels", paramLabel = "FILE", description = "The same of the test rows.")
  private @Nullable Path testLabels;

  @Option(
      names = "--train-videos",
      paramLabel = "FILE",
      description = "Videos of the training rows, where they stand in a file of their own.")
  private @Nullable Path trainVideos;

  @Mixin private FeatureOptions features = new FeatureOptions();
  @Mixin private GridOptions grid = new GridOptions();
  @Mixin private ReportOptions output = new ReportOptions();
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  EvaluateClassifierCommand() {}

  @Override
  public Integer call() throws IOException {
    if (runs < 1) {
      throw new IllegalArgumentException("--runs is " + runs + ", expected at least 1");
    }
    if (!isOfFeatures()) {
      PrintWriter err = spec.commandLine().getErr();
      ClassifierReport report;
      try (FeatureExtractor extractor = features.both();
          ProgressDisplay progress = ProgressDisplay.of("features", err)) {
        report = ClassifierReport.of(lists, runs, extractor, grid.grid(), progress);
      }
      output.print(spec, report.text(), report);
    } else {
      FeatureClassifierReport report = ofFeatures();
      output.print(spec, report.text(), report);
    }
    return 0;
  }

  private FeatureClassifierReport ofFeatures() {
    Path learned = train;
    Path asked = test;
    if (learned == null || asked == null || !lists.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "measure what? Give lists of images, or --train and --test with files of features.");
    }
    return FeatureClassifierReport.of(
        () -> LabelledFile.read(learned, trainLabels, trainVideos),
        () -> LabelledFile.read(asked, testLabels, null),
        runs,
        grid.grid());
  }

  private boolean isOfFeatures() {
    return lists.isEmpty()
        || Stream.of(train, test, trainLabels, testLabels, trainVideos).anyMatch(Objects::nonNull);
  }
}
