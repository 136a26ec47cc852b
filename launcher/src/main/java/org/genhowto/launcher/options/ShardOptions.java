package org.genhowto.launcher.options;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.genhowto.dataset.version.DatasetStore;
import org.genhowto.dataset.version.ShardFiles;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Training shards that a user names. */
public final class ShardOptions {
  @Option(
      names = "--shards",
      required = true,
      paramLabel = "ADDRESS",
      description =
          "The dataset: a folder, file:PATH or s3:BUCKET/PREFIX; or a folder of tars without"
              + " versions.")
  private String shards;

  @Option(
      names = "--at",
      paramLabel = "VERSION",
      description = "Version to read: its number, or the id of a selection (default: the newest).")
  private @Nullable String version;

  @Mixin private ConfigurationOptions options = new ConfigurationOptions();

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  public ShardOptions() {}

  /** The tars as files, in the order in which they are read, at least one. */
  public List<Path> tars() throws IOException {
    return ShardFiles.of(shards, at(), options.configuration());
  }

  /** The dataset itself, to be closed. */
  public DatasetStore store() {
    return DatasetStore.open(shards, options.configuration());
  }

  /** The version as the user calls it; empty for the newest. */
  public Optional<String> at() {
    return Optional.ofNullable(version);
  }
}
