package org.genhowto.launcher.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.genhowto.dataset.inspection.ContactSheet;
import org.genhowto.dataset.version.DatasetStore;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Samples to look at. */
@Command(
    name = "show",
    description = {
      "Writes samples as a page: their three images, captions, and where they come from, such as",
      "seconds of the video, scores, models and hashes."
    })
final class ShowCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..*",
      paramLabel = "ID",
      description = "Ids of triplets, keys of samples, or ids of videos.")
  private List<String> ids = new ArrayList<>();

  @Option(names = "--random", paramLabel = "N", description = "So many samples by chance.")
  private @Nullable Integer random;

  @Option(
      names = "--seed",
      defaultValue = "0",
      description = "Decides which these are (default ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--at",
      paramLabel = "VERSION",
      description = "Version to look into (default: the newest).")
  private @Nullable String at;

  @Option(
      names = "--out",
      defaultValue = "samples.html",
      paramLabel = "FILE",
      description = "The page (default ${DEFAULT-VALUE}).")
  private Path out;

  @Mixin private StoreOptions options = new StoreOptions();
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  ShowCommand() {}

  @Override
  public Integer call() throws IOException {
    if (ids.isEmpty() == (random == null)) {
      throw new ParameterException(spec.commandLine(), "show what? expected ids or --random N");
    }
    try (DatasetStore store = options.store()) {
      ContactSheet sheet = new ContactSheet(store, store.called(Optional.ofNullable(at)));
      ContactSheet.Page page = random == null ? sheet.of(ids) : sheet.random(random, seed);
      Files.writeString(out, page.html());
      VersionText.print(spec, "%d samples in %s".formatted(page.samples(), out.toAbsolutePath()));
      return page.samples() > 0 ? 0 : 1;
    }
  }
}
