package org.genhowto.launcher.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.genhowto.evaluator.features.ImageFeatures;
import org.genhowto.evaluator.files.FeatureFile;
import org.genhowto.evaluator.files.FeatureSet;
import org.genhowto.evaluator.protocol.FrechetReport;
import org.genhowto.evaluator.protocol.FrechetReport.Extras;
import org.genhowto.evaluator.protocol.FrechetReport.Subsets;
import org.genhowto.evaluator.protocol.FrechetSide;
import org.genhowto.evaluator.statistics.KernelDistance;
import org.genhowto.launcher.options.FeatureOptions;
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

/** Distances of two sets of images, features or statistics. */
@Command(
    name = "frechet",
    description = {
      "Frechet and kernel distance (FID, KID) of two sides. A side is a folder of images, or a"
          + " file",
      "of features or statistics. With --inception images give the published FID, as pytorch-fid",
      "and clean-fid (--resize clean-fid) measure it; without, CLIP's features are used, whose",
      "distances cannot be compared with published ones."
    },
    footerHeading = "%nWhat a side may be:%n",
    footer = {
      "  a folder       PNG, JPEG, WebP, BMP, GIF (first frame), TIFF; read as Pillow's",
      "                 convert('RGB') reads them. Text beside them (.txt, .json, .csv) and",
      "                 sub folders are told of and do not count; any other file, and an",
      "                 image that is cut off or damaged, is an error.",
      "  FILE.npz       mu and sigma, as pytorch-fid and clean-fid keep statistics; or",
      "                 feats, as clean-fid keeps features",
      "  FILE.npy       features, a row an image",
      "  FILE.safetensors   features, or mu and sigma",
      "  Statistics are enough for FID; KID needs features on both sides.",
      "",
      "Examples:",
      "  genhowto evaluate frechet made/ real/ --inception pt_inception-2015-12-05-6726825d.pth",
      "  genhowto evaluate frechet --a made/ --save made.npz --inception FILE",
      "  genhowto evaluate frechet --a made.npz --b real.npz --json",
      "  genhowto evaluate frechet made.npz real.npz --kid-subsets 100 --fid-infinity",
    })
final class EvaluateFrechetCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "SIDE",
      arity = "0..2",
      description = "Generated images, then real ones; the same as --a and --b.")
  private List<Path> sides = List.of();

  @Option(names = "--a", paramLabel = "SIDE", description = "Generated images.")
  private @Nullable Path first;

  @Option(names = "--b", paramLabel = "SIDE", description = "Real images.")
  private @Nullable Path second;

  @Option(
      names = "--save",
      paramLabel = "FILE",
      description =
          "Keeps the features of the first side, and their statistics, for later: .npz,"
              + " .safetensors, or .npy for features alone. Needs no second side.")
  private @Nullable Path save;

  @Option(names = "--save-b", paramLabel = "FILE", description = "The same for the second side.")
  private @Nullable Path saveSecond;

  @Option(
      names = "--kid-subsets",
      paramLabel = "COUNT",
      description =
          "Also gives KID as torch-fidelity does, mean and deviation over so many random subsets:"
              + " there 100 of 1000.")
  private @Nullable Integer subsets;

  @Option(
      names = "--kid-subset-size",
      defaultValue = "" + KernelDistance.SUBSET_SIZE,
      paramLabel = "ROWS",
      description =
          "Rows of each side in a subset (default ${DEFAULT-VALUE}; fewer where a side has fewer).")
  private int subsetSize;

  @Option(
      names = "--fid-infinity",
      description =
          "Also gives FID at infinitely many generated images: a line over 1/N through the FID of"
              + " 15 parts of the first side, of at least 30 rows.")
  private boolean infinity;

  @Option(
      names = "--seed",
      defaultValue = "2020",
      paramLabel = "NUMBER",
      description = "Draws subsets and parts (default ${DEFAULT-VALUE}, torch-fidelity's).")
  private long seed;

  @Mixin private FeatureOptions features = new FeatureOptions();
  @Mixin private ReportOptions output = new ReportOptions();
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  EvaluateFrechetCommand() {}

  @Override
  public Integer call() throws IOException {
    Extras extras =
        new Extras(
            subsets == null ? null : new Subsets(subsets, subsetSize, seed),
            infinity ? seed : null);
    FrechetSide a = FrechetSide.of(first());
    Path path = second == null && sides.size() == 2 ? sides.get(1) : second;
    if (path == null && (save == null || saveSecond != null)) {
      throw new ParameterException(
          spec.commandLine(), "compared with what? Give --b, or --save to keep features only.");
    }
    FrechetSide b = path == null ? null : FrechetSide.of(path);
    PrintWriter err = spec.commandLine().getErr();
    int images = a.images() + (b == null ? 0 : b.images());
    FeatureSet one;
    FeatureSet other;
    String version;
    try (ImageFeatures network = images == 0 ? null : features.distances();
        ProgressDisplay progress = ProgressDisplay.of("features", err)) {
      one = a.features(network, done -> progress.counted(done, images));
      other =
          b == null
              ? null
              : b.features(network, done -> progress.counted(a.images() + done, images));
      version = network == null ? "of files" : network.version();
    }
    keep(save, one);
    if (other == null || b == null) {
      return 0;
    }
    keep(saveSecond, other);
    List<String> notes = Stream.of(a, b).flatMap(side -> side.notes().stream()).toList();
    FrechetReport report = FrechetReport.between(one, other, version, notes, extras);
    output.print(spec, report.text(), report);
    return 0;
  }

  private Path first() {
    boolean named = first != null || second != null;
    if (named ? first == null || !sides.isEmpty() : sides.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "measure what? Give two sides, or --a and --b.");
    }
    return first == null ? sides.get(0) : first;
  }

  private void keep(@Nullable Path file, FeatureSet set) throws IOException {
    if (file != null) {
      FeatureFile.write(file, set);
      PrintWriter err = spec.commandLine().getErr();
      err.println("written to " + file);
      err.flush();
    }
  }
}
