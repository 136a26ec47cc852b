package org.genhowto.launcher.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.genhowto.launcher.embedded.DirectoryLock;
import org.genhowto.launcher.options.ScaleOptions;
import org.genhowto.launcher.training.StageProcesses;
import org.genhowto.miniature.registration.RegisteredTest;
import org.genhowto.miniature.registration.Registration;
import org.genhowto.miniature.registration.WorldSources;
import org.genhowto.miniature.report.MiniatureReport;
import org.genhowto.miniature.training.Stage;
import org.genhowto.miniature.video.VideoFolder;
import org.genhowto.miniature.world.Category;
import org.genhowto.miniature.world.Edition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The synthetic world and the small models trained on it. */
@Command(
    name = "miniature",
    description = "Renders the synthetic world, and trains the small models on it.")
final class MiniatureCommand {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  MiniatureCommand() {}

  @Command(
      name = "render",
      description = "Renders videos with their truth, laid out like the ChangeIt data.")
  int render(
      @Option(names = "--out", required = true, description = "Folder to write to.") Path out,
      @Option(
              names = "--category",
              split = ",",
              description = "Categories, such as apple,mug (default: all).")
          @Nullable List<String> names,
      @Option(
              names = "--edition",
              description = "first, or second (default: that of the repository's models, first).")
          @Nullable String name,
      @Option(names = "--from", defaultValue = "9500000", description = "First seed.") long from,
      @Option(names = "--count", defaultValue = "2", description = "Videos a category.") int count,
      @Option(
              names = "--by-category",
              description = "Each category in a sub-folder of its name, as submit takes a folder.")
          boolean apart)
      throws IOException {
    Edition edition = name == null ? Edition.committed() : Edition.named(name);
    List<Category> categories =
        names == null ? edition.categories() : names.stream().map(Category::named).toList();
    PrintWriter writer = spec.commandLine().getOut();
    for (Category category : categories) {
      Path folder = apart ? out.resolve(category.word()) : out;
      VideoFolder.render(folder, edition, List.of(category), from, from + count);
      writer.printf("%s: %d videos%n", category.word(), count);
      writer.flush();
    }
    writer.println("videos in " + (apart ? out : out.resolve("media")).toAbsolutePath());
    writer.flush();
    return 0;
  }

  @Command(
      name = "train",
      description = {
        "Trains the miniature models and the baselines, stage by stage, some at once. A finished",
        "stage is passed over; an interrupted one goes on from its state, to the same bits."
      })
  int train(
      @Mixin ScaleOptions scale,
      @Option(
              names = "--stage",
              split = ",",
              description = "Stages to run, such as clip,vae (default: all).")
          @Nullable List<String> stages,
      @Option(names = "--demo", description = "Only the stages that make the demo's models.")
          boolean demo,
      @Option(
              names = "--parallel",
              defaultValue = "2",
              description = "Stages at once, each on one core (default ${DEFAULT-VALUE}).")
          int parallel)
      throws IOException, InterruptedException {
    Set<Stage> chosen = demo ? Stage.demo() : EnumSet.allOf(Stage.class);
    if (stages != null) {
      Set<Stage> named = stages.stream().map(Stage::named).collect(Collectors.toSet());
      chosen = EnumSet.copyOf(named);
    }
    scale.training(System.out); // Refuses a folder of other settings before anything starts.
    new StageProcesses(
            scale.work(),
            scale.arguments(),
            parallel,
            Genhowto.class.getName(),
            spec.commandLine().getOut())
        .run(chosen);
    return 0;
  }

  @Command(name = "stage", hidden = true, description = "Runs one stage in this process.")
  int stage(@Parameters(paramLabel = "STAGE") String stage, @Mixin ScaleOptions scale)
      throws IOException {
    try (DirectoryLock lock = DirectoryLock.on(scale.work().resolve("locks").resolve(stage))) {
      scale.training(System.out).run(Stage.named(stage));
    }
    return 0;
  }

  @Command(
      name = "register",
      description = {
        "Completes a draft of a registration: scale and knobs as given, the sources as they are.",
        "Commit the file before anybody looks at a test scene."
      })
  int register(
      @Parameters(paramLabel = "DRAFT", description = "JSON of a registration.") Path draft,
      @Mixin ScaleOptions scale,
      @Option(names = "--out", required = true, description = "File to write.") Path out,
      @Option(
              names = "--sources",
              defaultValue = ".",
              paramLabel = "DIR",
              description = "The checkout whose sources are meant (default ${DEFAULT-VALUE}).")
          Path sources)
      throws IOException {
    Registration.read(draft).of(scale.scale(), WorldSources.of(sources)).write(out);
    PrintWriter writer = spec.commandLine().getOut();
    writer.println("registration in " + out.toAbsolutePath());
    writer.flush();
    return 0;
  }

  @Command(
      name = "report",
      description = {
        "Measures the miniature models and shows what they do: the paper's tables and figures as",
        "one page, OUT/index.html, and all numbers in OUT/report.json. What was measured and drawn",
        "before with the same weights is kept."
      })
  int report(
      @Mixin ScaleOptions scale,
      @Option(names = "--out", description = "Where the report goes (default: WORK/report).")
          @Nullable Path out,
      @Option(
              names = "--test",
              paramLabel = "FILE",
              description = {
                "Look at the test scenes under this registration, which final models of the second",
                "edition need; refused where sources or knobs are not those registered. Every look",
                "is written down beside the file, and in the report."
              })
          @Nullable Path registration,
      @Option(
              names = "--sources",
              defaultValue = ".",
              paramLabel = "DIR",
              description = "The checkout whose sources are compared (default ${DEFAULT-VALUE}).")
          Path sources)
      throws IOException {
    PrintWriter writer = spec.commandLine().getOut();
    Consumer<String> log =
        line -> {
          writer.println(line);
          writer.flush();
        };
    Path work = scale.work();
    RegisteredTest test =
        registration == null
            ? null
            : RegisteredTest.look(
                registration,
                scale.training(System.out).scale(),
                sources,
                MiniatureReport.models(work),
                InstantSource.system());
    Path page =
        new MiniatureReport(work, scale.scale(), test, log)
            .write(out == null ? work.resolve("report") : out);
    log.accept("report in " + page.toAbsolutePath());
    return 0;
  }
}
