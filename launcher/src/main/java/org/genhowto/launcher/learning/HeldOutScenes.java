package org.genhowto.launcher.learning;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.genhowto.evaluator.ReferenceSet;
import org.genhowto.evaluator.heldout.HeldOutItem;
import org.genhowto.evaluator.heldout.HeldOutSet;
import org.genhowto.miniature.drawing.Captions;
import org.genhowto.miniature.drawing.Scene;
import org.genhowto.miniature.world.Category;
import org.genhowto.miniature.world.Phase;
import org.genhowto.miniature.world.World;
import org.genhowto.runtime.blob.Folders;
import org.genhowto.schemas.Role;
import org.genhowto.schemas.Target;

/**
 * What releases of the miniature are measured on: requests for scenes that nothing is trained on,
 * and real pictures of other such scenes. Their seeds lie above those of every video that is drawn
 * anywhere, and below those of registered tests; a request holds the initial state and the words
 * alone, what the scene then looks like is drawn of other scenes only, for the evaluator.
 */
public final class HeldOutScenes {
  /** Name of the evaluation set. */
  public static final String SET = "held-out";

  /** How many of each category serve is measured on. */
  static final int SCENES_PER_CATEGORY = 4;

  /** No video has as high a seed. */
  static final long REQUEST_SEED = 1L << 43;

  static final long REFERENCE_SEED = REQUEST_SEED + (1L << 40);
  private static final int CATEGORY_STRIDE = 1_000;
  private static final int SIDE = 128;

  /** Changes when other pictures are to be drawn. */
  private static final String FOLDER = "held-out-1";

  private final Path folder;
  private final List<Category> categories;
  private final int scenes;

  /**
   * @param data folder of everything kept
   */
  HeldOutScenes(Path data) {
    this(data.resolve(FOLDER), World.committed().categories(), SCENES_PER_CATEGORY);
  }

  /**
   * @param scenes requests of each target and category, and as many scenes in the reference
   */
  HeldOutScenes(Path folder, List<Category> categories, int scenes) {
    this.folder = folder;
    this.categories = List.copyOf(categories);
    this.scenes = scenes;
  }

  /** Where all of it is. */
  Path folder() {
    return folder;
  }

  Path requests() {
    return folder.resolve("requests");
  }

  Path reference() {
    return folder.resolve("reference");
  }

  /** Draws everything, once; a folder that is there is whole. */
  void layOut() throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    Path growing = folder.resolveSibling(folder.getFileName() + ".growing");
    Folders.delete(growing);
    HeldOutScenes drawn = new HeldOutScenes(growing, categories, scenes);
    Files.createDirectories(drawn.requests());
    Files.createDirectories(drawn.reference());
    drawn.draw();
    Files.move(growing, folder, StandardCopyOption.ATOMIC_MOVE);
  }

  private void draw() throws IOException {
    List<HeldOutItem> requests = new ArrayList<>();
    List<ReferenceSet.Item> real = new ArrayList<>();
    List<Picture> pictures = new ArrayList<>();
    for (int i = 0; i < scenes; i++) {
      for (Category category : categories) {
        String stem = category.word() + "-" + i;
        request(stem, category, seed(REQUEST_SEED, category, i), requests, pictures);
        reference(stem, category, seed(REFERENCE_SEED, category, i), real, pictures);
      }
    }
    try {
      pictures.parallelStream().forEach(Picture::write);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    HeldOutSet.write(requests(), requests);
    ReferenceSet.write(reference(), real);
  }

  private static long seed(long first, Category category, int number) {
    return first + (long) category.ordinal() * CATEGORY_STRIDE + number;
  }

  private void request(
      String stem,
      Category category,
      long seed,
      List<HeldOutItem> requests,
      List<Picture> pictures) {
    Scene scene = Scene.filmed(category, seed);
    String file = stem + ".png";
    pictures.add(new Picture(requests().resolve(file), scene, Phase.INITIAL, seed));
    for (Target target : Target.values()) {
      String words = Captions.of(scene, ScenePicture.phase(target)).get(0);
      requests.add(new HeldOutItem(file, category.word(), target, words));
    }
  }

  private void reference(
      String stem,
      Category category,
      long seed,
      List<ReferenceSet.Item> items,
      List<Picture> pictures) {
    Scene scene = Scene.filmed(category, seed);
    String initial = stem + "-initial.png";
    pictures.add(new Picture(reference().resolve(initial), scene, Phase.INITIAL, seed));
    for (Target target : Target.values()) {
      String file = stem + "-" + target.name().toLowerCase(Locale.ROOT) + ".png";
      pictures.add(new Picture(reference().resolve(file), scene, ScenePicture.phase(target), seed));
      items.add(new ReferenceSet.Item(file, category.word(), target, Role.TEST_TARGET));
      items.add(new ReferenceSet.Item(initial, category.word(), target, Role.TEST_INITIAL));
    }
  }

  private record Picture(Path file, Scene scene, Phase phase, long seed) {
    void write() {
      try {
        Files.write(file, ScenePicture.png(scene, phase, seed, SIDE));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
