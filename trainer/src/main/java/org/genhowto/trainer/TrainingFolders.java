package org.genhowto.trainer;

import java.io.IOException;
import java.nio.file.Path;
import org.genhowto.runtime.blob.Folders;

/**
 * Folders of this machine for one training.
 *
 * @param state what it needs to go on
 * @param weights where its weights go
 */
record TrainingFolders(Path root, Path state, Path weights) {
  static TrainingFolders of(Path parent, String id) {
    Path root = parent.resolve(id);
    return new TrainingFolders(root, root.resolve("state"), root.resolve("weights"));
  }

  /** Deletes all of it. */
  void delete() throws IOException {
    Folders.delete(root);
  }
}
