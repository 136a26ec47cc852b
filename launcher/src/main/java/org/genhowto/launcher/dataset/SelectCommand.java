package org.genhowto.launcher.dataset;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.genhowto.dataset.version.DatasetStore;
import org.genhowto.dataset.version.Manifest;
import org.genhowto.dataset.version.SelectedVersion;
import org.genhowto.dataset.version.Selection;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A version of some samples. */
@Command(
    name = "select",
    description = {
      "Makes a version of some samples of another, and prints its id, by which --at reads it. The",
      "same selection of the same version has the same id and the same bytes.",
      "",
      "  genhowto dataset select --where 'confidence>=0.4' --where 'votes>=2' --per-category 500"
    })
final class SelectCommand implements Callable<Integer> {
  @Option(
      names = "--where",
      paramLabel = "CONDITION",
      description =
          "What a sample's JSON must say: FIELD, one of >= <= > < = != ^= (begins with), and a"
              + " value. May be repeated: all must hold.")
  private List<String> where = new ArrayList<>();

  @Option(
      names = "--per-category",
      defaultValue = "0",
      paramLabel = "N",
      description = "Most samples of a category in each split (default: all).")
  private int perCategory;

  @Option(
      names = "--seed",
      defaultValue = "0",
      description = "Decides which of them (default ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--at",
      paramLabel = "VERSION",
      description = "Version to select from (default: the newest).")
  private @Nullable String at;

  @Mixin private StoreOptions options = new StoreOptions();
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  SelectCommand() {}

  @Override
  public Integer call() throws IOException {
    if (perCategory < 0) {
      throw new IllegalArgumentException(
          "--per-category is %d, expected at least 0".formatted(perCategory));
    }
    try (DatasetStore store = options.store()) {
      SelectedVersion selected =
          new SelectedVersion(
              store,
              store.called(Optional.ofNullable(at)),
              new Selection(where, perCategory, seed));
      Manifest manifest = selected.make();
      VersionText.print(spec, selected.id());
      VersionText.print(spec, VersionText.line(manifest));
    }
    return 0;
  }
}
