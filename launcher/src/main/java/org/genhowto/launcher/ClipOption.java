package org.genhowto.launcher;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which CLIP sees the images. */
final class ClipOption {
  @Option(
      names = "--clip",
      paramLabel = "DIR",
      description = "Folder of the CLIP checkpoint (default: the miniature one).")
  private Path folder = Models.folder().resolve("clip");

  Path folder() {
    return folder;
  }
}
