package org.genhowto.networks.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file that stands where a folder with the parts of a model is expected. Its parts are named as
 * if it were one: {@code model.ckpt/unet/config.json}.
 */
public final class WholeFile {
  private WholeFile() {}

  /** The file that a part lies in; empty where it lies in a folder, or where there is nothing. */
  public static Optional<Path> containing(Path part) {
    for (Path place = part.getParent(); place != null; place = place.getParent()) {
      if (Files.isDirectory(place)) {
        return Optional.empty();
      }
      if (Files.isRegularFile(place)) {
        return Optional.of(place);
      }
    }
    return Optional.empty();
  }
}
