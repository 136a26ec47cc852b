package org.genhowto.launcher.dataset;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.genhowto.dataset.inspection.MetadataFile;
import org.genhowto.dataset.version.DatasetStore;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A version's metadata in one file. */
@Command(
    name = "export",
    description = {
      "Writes what the samples of a version say of themselves, without their images, as one Avro",
      "file: a record a sample, with the shard and the place in it. DuckDB, Spark and pandas read",
      "it as a table."
    })
final class ExportCommand implements Callable<Integer> {
  @Option(
      names = "--metadata",
      required = true,
      paramLabel = "FILE",
      description = "Where it goes, such as metadata.avro.")
  private Path file;

  @Option(
      names = "--at",
      paramLabel = "VERSION",
      description = "A version's number or a selection's id (default: the newest version).")
  private @Nullable String at;

  @Mixin private StoreOptions options = new StoreOptions();
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  ExportCommand() {}

  @Override
  public Integer call() throws IOException {
    Path whole = file.toAbsolutePath();
    Path growing = whole.resolveSibling("." + whole.getFileName() + ".growing");
    try (DatasetStore store = options.store()) {
      long samples;
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(growing))) {
        samples = MetadataFile.write(store, store.called(Optional.ofNullable(at)), out);
      }
      Files.move(growing, whole, StandardCopyOption.REPLACE_EXISTING);
      VersionText.print(spec, "%d samples in %s".formatted(samples, file));
    } finally {
      Files.deleteIfExists(growing);
    }
    return 0;
  }
}
