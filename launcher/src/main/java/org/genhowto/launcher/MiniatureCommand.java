package org.genhowto.launcher;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.genhowto.miniature.Category;
import org.genhowto.miniature.MiniatureTraining;
import org.genhowto.miniature.VideoFolder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
      @Option(names = "--from", defaultValue = "9500000", description = "First seed.") long from,
      @Option(names = "--count", defaultValue = "2", description = "Videos a category.") int count)
      throws IOException {
    List<Category> categories =
        names == null
            ? Arrays.asList(Category.values())
            : names.stream().map(Category::named).toList();
    PrintWriter writer = spec.commandLine().getOut();
    for (Category category : categories) {
      VideoFolder.render(out, List.of(category), from, from + count);
      writer.printf("%s: %d videos%n", category.word(), count);
      writer.flush();
    }
    writer.println("videos in " + out.resolve("media").toAbsolutePath());
    writer.flush();
    return 0;
  }

  @Command(
      name = "train",
      description = {
        "Trains the miniature models, stage by stage. A finished stage is skipped; an interrupted",
        "one goes on from its checkpoint."
      })
  int train(
      @Option(
              names = "--work",
              defaultValue = "miniature-work",
              description = "Checkpoints and models (default ${DEFAULT-VALUE}).")
          Path work,
      @Option(
              names = "--stage",
              split = ",",
              description = "Stages to run, such as clip,vae (default: all, in order).")
          @Nullable List<String> stages)
      throws IOException {
    MiniatureTraining training = new MiniatureTraining(work, System.out);
    List<MiniatureTraining.Stage> chosen =
        stages == null
            ? Arrays.asList(MiniatureTraining.Stage.values())
            : stages.stream().map(MiniatureTraining.Stage::named).toList();
    for (MiniatureTraining.Stage stage : chosen) {
      training.run(stage);
    }
    return 0;
  }
}
