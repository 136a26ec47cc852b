package org.genhowto.launcher.dataset;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.genhowto.dataset.corpus.Corpus;
import org.genhowto.dataset.corpus.CorpusReport;
import org.genhowto.dataset.corpus.CorpusSplits;
import org.genhowto.dataset.inspection.Absence;
import org.genhowto.dataset.looks.HeldOutImages;
import org.genhowto.dataset.report.DatasetReport;
import org.genhowto.dataset.report.HeldOutCheck;
import org.genhowto.dataset.report.UniqueShards;
import org.genhowto.dataset.version.DatasetStore;
import org.genhowto.dataset.version.Manifest;
import org.genhowto.launcher.options.ReportOptions;
import org.genhowto.launcher.options.ShardOptions;
import org.genhowto.launcher.progress.ProgressDisplay;
import org.genhowto.runtime.shard.SplitRule;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Published data sets, and the training shards mined from them. */
@Command(
    name = "dataset",
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "The dataset that videos stream into: its versions, what is in them, and what is to leave",
      "them. Also looks into published data sets and into folders of training shards.",
      "",
      "  genhowto dataset versions --dataset data/dataset",
      "  genhowto dataset show --random 20 --dataset data/dataset --out sheet.html",
      "  genhowto dataset delete --video apple-17 --dataset s3:bucket/dataset"
    },
    subcommands = {
      CutCommand.class,
      VersionsCommand.class,
      SelectCommand.class,
      DiffCommand.class,
      ShowCommand.class,
      ExportCommand.class,
      DeleteCommand.class,
      PurgeCommand.class
    })
public final class DatasetCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  DatasetCommand() {}

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "dataset what?");
  }

  @Command(
      name = "stats",
      description = {
        "Counts what training shards hold and what is wrong with it: kept share, confidence,",
        "captions that are empty, overlong or repeated, videos in two splits, duplicates.",
        "Exact duplicates have the same three frames. Near ones are choices of one video within",
        "two seconds of each other, or three frames that each look alike. The most confident stays."
      })
  int stats(
      @Mixin ShardOptions shards,
      @Option(
              names = "--corpus",
              paramLabel = "PATH",
              description = "Data set they were mined from, for the kept share: see corpus.")
          @Nullable Path corpus,
      @Option(
              names = "--duplicates",
              paramLabel = "FILE",
              description = "Where the samples to leave out are listed, tab-separated.")
          @Nullable Path duplicates,
      @Mixin ReportOptions output)
      throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    DatasetReport report;
    try (ProgressDisplay progress = ProgressDisplay.of("shards", err)) {
      report =
          DatasetReport.of(
              shards.tars(), corpus == null ? Map.of() : Corpus.read(corpus).sizes(), progress);
    }
    output.print(spec, report.text(), report);
    if (duplicates != null) {
      Files.write(duplicates, lines(report));
      err.println("written to " + duplicates);
    }
    return 0;
  }

  @Command(
      name = "deduplicate",
      description = {
        "Writes training shards anew without the duplicates that stats finds, under their names.",
        "Shards of which nothing is left are not written. The input stays as it is."
      })
  int deduplicate(
      @Mixin ShardOptions shards,
      @Option(
              names = "--out",
              required = true,
              paramLabel = "DIR",
              description = "Where the new ones go; it must hold none.")
          Path out)
      throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    List<Path> tars = shards.tars();
    try (ProgressDisplay read = ProgressDisplay.of("read", err);
        ProgressDisplay copied = ProgressDisplay.of("written", err)) {
      DatasetReport report = DatasetReport.of(tars, Map.of(), read);
      int written = UniqueShards.write(tars, report, out, copied);
      print(
          "%d of %d samples written to %s; left out: %s%n"
              .formatted(written, report.samples(), out, report.duplicates()));
    }
    return 0;
  }

  @Command(
      name = "check",
      description = {
        "Looks in the training samples of shards for images that releases are measured on, such",
        "as those of the evaluator's reference and of held-out requests. Each find is named; the",
        "exit code is 1 where there is one. The shard writer skips them where"
            + " shard-writer.held-out",
        "names the folders. With --absent it looks for a text in every byte of a version, and of"
            + " all",
        "selections where no version is named."
      })
  int check(
      @Mixin ShardOptions shards,
      @Option(
              names = "--held-out",
              paramLabel = "DIR",
              description = "Folder of images that must not be trained on; may be repeated.")
          @Nullable List<Path> heldOut,
      @Option(
              names = "--absent",
              paramLabel = "ID",
              description =
                  "A text that must stand nowhere in the version's bytes, such as the id of a"
                      + " deleted video; may be repeated.")
          @Nullable List<String> absent)
      throws IOException {
    if (heldOut == null && absent == null) {
      throw new ParameterException(
          spec.commandLine(), "nothing to look for, expected --held-out or --absent");
    }
    boolean clean = absent == null || areAbsent(shards, absent);
    return (heldOut == null || showsNone(shards, heldOut)) && clean ? 0 : 1;
  }

  private boolean areAbsent(ShardOptions shards, List<String> texts) throws IOException {
    boolean absent = true;
    try (DatasetStore store = shards.store()) {
      Map<String, Manifest> looked = new LinkedHashMap<>();
      Manifest manifest = store.called(shards.at());
      looked.put("version " + manifest.version(), manifest);
      if (shards.at().isEmpty()) {
        store.selections().forEach((id, selected) -> looked.put("selection " + id, selected));
      }
      for (String text : texts) {
        for (Map.Entry<String, Manifest> one : looked.entrySet()) {
          List<String> holders = new Absence(store).holders(one.getValue(), text);
          holders.forEach(holder -> print("%s holds '%s'%n".formatted(holder, text)));
          print("'%s' stands in %d objects of %s%n".formatted(text, holders.size(), one.getKey()));
          absent &= holders.isEmpty();
        }
      }
    }
    return absent;
  }

  private boolean showsNone(ShardOptions shards, List<Path> heldOut) throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    HeldOutImages images = HeldOutImages.read(heldOut);
    HeldOutCheck check;
    try (ProgressDisplay progress = ProgressDisplay.of("shards", err)) {
      check = HeldOutCheck.of(shards.tars(), images, progress);
    }
    check.finds().forEach(find -> print(find + System.lineSeparator()));
    print(
        "%d of %d samples to train on show one of %d held-out images%n"
            .formatted(check.finds().size(), check.samples(), images.size()));
    return check.finds().isEmpty();
  }

  @Command(
      name = "corpus",
      description = {
        "Reads a data set and says how it is split: a folder laid out like ChangeIt",
        "(videos/CATEGORY.csv, annotations/CATEGORY/ID.fps1.csv), or COIN's JSON file.",
        "No video is in two splits, though it may be listed under two categories."
      })
  int corpus(
      @Parameters(paramLabel = "PATH", description = "The data set.") Path source,
      @Option(
              names = "--held-out",
              split = ",",
              paramLabel = "CATEGORY",
              description = "Categories that training never sees (default: the paper's five).")
          @Nullable List<String> heldOut,
      @Option(
              names = "--verified",
              paramLabel = "FILE",
              description = "Ids of the videos to test on, one a line.")
          @Nullable Path verified,
      @Option(
              names = "--test-share",
              defaultValue = "0",
              description = "Share of the other videos to test on (default ${DEFAULT-VALUE}).")
          double testShare,
      @Mixin ReportOptions output)
      throws IOException {
    Set<String> categories =
        heldOut == null ? CorpusSplits.PUBLISHED_HELD_OUT : Set.copyOf(heldOut);
    CorpusReport report =
        CorpusReport.of(Corpus.read(source), new SplitRule(categories, testShare), ids(verified));
    output.print(spec, report.text(), report);
    return 0;
  }

  private void print(String text) {
    PrintWriter writer = spec.commandLine().getOut();
    writer.print(text);
    writer.flush();
  }

  private static List<String> lines(DatasetReport report) {
    List<String> lines = new ArrayList<>();
    lines.add("shard\tkey\tkind\tof_shard\tof_key");
    report
        .leftOut()
        .forEach(
            left ->
                lines.add(
                    String.join(
                        "\t",
                        left.shard(),
                        left.key(),
                        left.kind(),
                        left.ofShard(),
                        left.ofKey())));
    return lines;
  }

  private static Set<String> ids(@Nullable Path file) throws IOException {
    if (file == null) {
      return Set.of();
    }
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException("There is no list of videos at " + file + ".");
    }
    return Files.readAllLines(file).stream()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .collect(Collectors.toSet());
  }
}
