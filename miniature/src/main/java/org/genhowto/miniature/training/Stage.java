package org.genhowto.miniature.training;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What is trained or made, in an order in which every stage finds what it needs. */
public enum Stage {
  TEXT_ENCODER("models/diffusion/text_encoder"),
  VAE("models/diffusion/vae"),
  CLIP("models/clip", TEXT_ENCODER),
  BASE("models/diffusion/unet", VAE, TEXT_ENCODER),
  CAPTIONER("models/captioner", CLIP),
  LOCALIZER("models/localizer", CLIP),
  TRIPLETS("shards", CAPTIONER, LOCALIZER),
  GENHOWTO_STATES("models/genhowto-states", BASE, TRIPLETS),
  GENHOWTO_ACTIONS("models/genhowto-actions", BASE, TRIPLETS),
  LOCALIZER_UNORDERED("baselines/localizer-unordered", LOCALIZER),
  INSTRUCT_PIX2PIX("baselines/instruct-pix2pix", BASE),
  STABLE_DIFFUSION_TUNED("baselines/stable-diffusion-tuned", BASE, TRIPLETS),
  GENHOWTO_JOINT("baselines/genhowto-joint", BASE, TRIPLETS),
  JUDGE("judge");

  private final String folder;
  private final List<Stage> needs;

  /**
   * @param folder of what is made
   */
  Stage(String folder, Stage... needs) {
    this.folder = folder;
    this.needs = List.of(needs);
  }

  /** What has to be done before. */
  public List<Stage> needs() {
    return needs;
  }

  /** The stages that make the models of the demo; the others make what they are compared with. */
  public static Set<Stage> demo() {
    return EnumSet.range(TEXT_ENCODER, GENHOWTO_ACTIONS);
  }

  /** Where its results go. */
  public Path folder(Path work) {
    return work.resolve(folder);
  }

  /** Where its state and its losses go. */
  Path state(Path work) {
    return work.resolve("checkpoints").resolve(word());
  }

  /** Where it is written how the stage went, once it is done. */
  Path report(Path work) {
    return work.resolve("reports/stages").resolve(word() + ".json");
  }

  public boolean done(Path work) {
    return Files.exists(report(work));
  }

  /** The name commands use. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The stage of that name.
   *
   * @throws IllegalArgumentException naming all, where there is none
   */
  public static Stage named(String word) {
    return Arrays.stream(values())
        .filter(stage -> stage.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "The stage is '%s', expected one of %s".formatted(word, words())));
  }

  private static List<String> words() {
    return Arrays.stream(values()).map(Stage::word).toList();
  }
}
