package org.genhowto.launcher.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.genhowto.launcher.demo.Demo;
import org.genhowto.launcher.demo.DemoFolder;
import org.genhowto.launcher.demo.DemoLedger;
import org.genhowto.launcher.demo.DemoProgress;
import org.genhowto.launcher.demo.DemoQuestion;
import org.genhowto.launcher.demo.DemoReport;
import org.genhowto.launcher.demo.DemoSummary;
import org.genhowto.launcher.demo.DemoWorld;
import org.genhowto.launcher.demo.LocalizerTruth;
import org.genhowto.launcher.options.ConfigurationOptions;
import org.genhowto.launcher.options.FileRoots;
import org.genhowto.launcher.options.Models;
import org.genhowto.launcher.station.EmbeddedRun;
import org.genhowto.launcher.station.EmbeddedSystem;
import org.genhowto.launcher.video.Submission;
import org.genhowto.launcher.video.VideoListing;
import org.genhowto.launcher.video.VideoReferences;
import org.genhowto.miniature.world.Category;
import org.genhowto.miniature.world.World;
import org.genhowto.runtime.frames.FrameTar;
import org.genhowto.runtime.json.Json;
import org.genhowto.runtime.topic.TopicContents;
import org.genhowto.schemas.CaptionedTriplet;
import org.genhowto.schemas.EvaluationMetric;
import org.genhowto.schemas.Target;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.VideoReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The main job, once through, on an embedded Kafka. */
@Command(
    name = "demo",
    description = {
      "Runs the whole system once in this process, on an embedded Kafka: renders miniature",
      "instructional videos, streams them through ingest, localizer, captioner and shard writer,",
      "asks for images of held-out scenes meanwhile, evaluates them, and ends with a summary,",
      "OUT/summary.json and OUT/report.html.",
      "With --videos the same on your own files: DIR/CATEGORY/video.mp4."
    })
final class DemoCommand implements Callable<Integer> {
  @Option(
      names = "--out",
      defaultValue = "demo-out",
      description = "Where everything goes (default ${DEFAULT-VALUE}); emptied first.")
  private Path out;

  @Option(
      names = "--videos",
      paramLabel = "DIR",
      description = "Your own videos, in sub-folders named after categories.")
  private @Nullable Path videos;

  @Option(
      names = "--scenes",
      defaultValue = "4",
      description = "Held-out scenes a category to ask for, 2 or more (default ${DEFAULT-VALUE}).")
  private int scenes;

  @Option(
      names = "--http-port",
      defaultValue = "0",
      description = "Dashboard while it runs (default: any free port).")
  private int httpPort;

  @Mixin private ConfigurationOptions options = new ConfigurationOptions();

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  DemoCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (videos == null) {
      DemoWorld.requireMeasurable(scenes);
    }
    DemoProgress progress = new DemoProgress(spec.commandLine().getOut());
    DemoFolder.prepare(out);
    DemoWorld world = new DemoWorld(out.resolve("videos"));
    Map<String, String> settings = new HashMap<>();
    settings.put(
        "triplet-selection.held-out",
        World.committed().unseen().stream().map(Category::word).collect(Collectors.joining(",")));
    settings.putAll(FileRoots.setting(List.of(videos == null ? out.resolve("videos") : videos)));
    settings.put("shard-writer.max-samples", "8");
    settings.put("shard-writer.max-linger-seconds", "15");
    settings.put("evaluator.set", DemoWorld.SET);
    settings.put("metrics.c-grid", "0.01,0.1,1");
    settings.put("metrics.interval", "2s");
    settings.put("metrics.minimum-per-category", "1");
    settings.put("metrics.minimum-images", Integer.toString(DemoWorld.FEWEST_IMAGES));
    if (videos == null) {
      settings.put("evaluator.reference", world.reference().toString());
    }
    progress.say("starting Kafka, Schema Registry and the workers");
    return EmbeddedRun.of(
        out.resolve("data"),
        new EmbeddedSystem.Ports("127.0.0.1", httpPort, 0, 0),
        Models.beneath(options.configuration()).withDefaults(settings),
        station -> run(station, world, progress));
  }

  private int run(EmbeddedSystem station, DemoWorld world, DemoProgress progress)
      throws IOException, InterruptedException {
    station.requireReady();
    try (Demo demo = new Demo(station, progress)) {
      progress.say("dashboard on " + station.frontend().address());
      List<DemoQuestion> questions =
          videos == null ? runMiniature(station, demo, world) : runOwn(station, demo, videos);
      demo.awaitResults();
      if (videos == null) {
        demo.awaitMetrics();
      }
      return finish(station, demo, questions, progress);
    }
  }

  private List<DemoQuestion> runMiniature(EmbeddedSystem station, Demo demo, DemoWorld world)
      throws IOException, InterruptedException {
    List<DemoQuestion> questions = world.questions(scenes);
    int asked = 0;
    List<Category> categories = World.committed().categories();
    for (int i = 0; i < categories.size(); i++) {
      for (VideoReference reference : world.videos(categories.get(i))) {
        demo.submit(reference);
      }
      int due = questions.size() * (i + 1) / categories.size();
      while (asked < due) {
        demo.ask(questions.get(asked++));
      }
    }
    demo.awaitVideos();
    for (EvaluationMetric metric : LocalizerTruth.measure(station.platform(), world)) {
      demo.publish(metric);
    }
    return questions;
  }

  /** Own videos: what is asked for are the captions of their triplets, from the initial frames. */
  private List<DemoQuestion> runOwn(EmbeddedSystem station, Demo demo, Path folder)
      throws IOException, InterruptedException {
    VideoListing listing = VideoReferences.folder(folder);
    for (VideoListing.Skipped skipped : listing.skipped()) {
      spec.commandLine().getOut().println(Submission.line(skipped));
    }
    for (VideoReference reference : listing.videos()) {
      demo.submit(reference);
    }
    demo.awaitVideos();
    List<DemoQuestion> questions = new ArrayList<>();
    for (CaptionedTriplet captioned :
        TopicContents.read(station.platform(), Topics.CAPTIONED_TRIPLETS)) {
      for (Target target : Target.values()) {
        questions.add(question(station, captioned, target));
      }
    }
    for (DemoQuestion question : questions) {
      demo.ask(question);
    }
    return questions;
  }

  private static DemoQuestion question(
      EmbeddedSystem station, CaptionedTriplet captioned, Target target) throws IOException {
    var triplet = captioned.getTriplet();
    var blobs = station.platform().blobs();
    boolean action = target == Target.ACTION;
    int second = action ? triplet.getActionSecond() : triplet.getFinalSecond();
    return new DemoQuestion(
        triplet.getTripletId() + (action ? "-action" : "-final"),
        triplet.getSource().getCategory(),
        target,
        action ? captioned.getActionCaption() : captioned.getFinalCaption(),
        FrameTar.frame(blobs, triplet.getSource(), triplet.getInitialSecond()),
        "image/jpeg",
        Optional.empty(),
        Optional.of(FrameTar.frame(blobs, triplet.getSource(), second)));
  }

  private int finish(
      EmbeddedSystem station, Demo demo, List<DemoQuestion> questions, DemoProgress progress)
      throws IOException {
    DemoSummary summary = demo.summary();
    Json.INDENTED.writeValue(out.resolve("summary.json").toFile(), summary);
    DemoLedger ledger = DemoLedger.of(station.platform());
    Path report = out.resolve("report.html");
    Files.writeString(report, DemoReport.of(station.platform(), summary, ledger, questions).html());
    progress.say("done");
    PrintWriter writer = spec.commandLine().getOut();
    writer.println();
    writer.print(summary.text());
    writer.println();
    writer.print(ledger.text());
    writer.println();
    writer.println("  dataset  " + out.resolve("data").resolve("dataset").toAbsolutePath());
    writer.println("  summary  " + out.resolve("summary.json").toAbsolutePath());
    writer.println("  report   " + report.toAbsolutePath());
    writer.flush();
    return 0;
  }
}
