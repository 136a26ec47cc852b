package org.genhowto.launcher.options;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which CLIP sees the images. */
public final class ClipOption {
  @Option(
      names = "--clip",
      paramLabel = "DIR",
      description = "Folder of the CLIP checkpoint (default: the miniature one).")
  private Path folder = Models.folder().resolve("clip");

  public Path folder() {
    return folder;
  }
}
