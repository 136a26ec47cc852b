package org.genhowto.evaluator;

import java.nio.file.Path;
import java.util.Optional;
import org.genhowto.evaluator.features.FidInput;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.config.Section;
import org.genhowto.runtime.config.SectionValues;
import org.genhowto.runtime.config.Setting;
import org.genhowto.runtime.loop.LoopSettings;

/**
 * Settings of the evaluator.
 *
 * @param clip folder of the CLIP checkpoint that makes the features
 * @param inception file of the Inception network that makes the features of the distances; CLIP
 *     makes them where there is none
 * @param fidInput how an image becomes Inception's input
 * @param reference folder of the reference set, see {@link ReferenceSet}
 * @param set name of the evaluation set that the reference set belongs to
 */
public record EvaluatorSettings(
    Path clip, Optional<Path> inception, FidInput fidInput, Optional<Path> reference, String set) {

  public static final Section SECTION =
      Section.of(
              "evaluator",
              "The worker that takes features of generated images.",
              Setting.path(
                  "clip",
                  "miniature/models/clip",
                  "Folder of the CLIP checkpoint that makes the features."),
              Setting.path(
                      "inception",
                      "",
                      "File of the Inception network that makes the features of the distances.")
                  .otherwise("CLIP makes them"),
              Setting.choice(
                  "fid-input", FidInput.PYTORCH_FID, "How an image becomes Inception's input."),
              Setting.path("reference", "", "Folder of the reference set.")
                  .otherwise("no reference set is published"),
              Setting.string(
                  "set", "test", "Name of the evaluation set that the reference set belongs to."))
          .and(LoopSettings.KEYS);

  public static EvaluatorSettings from(Configuration configuration) {
    SectionValues values = configuration.values(SECTION);
    return new EvaluatorSettings(
        values.path("clip"),
        values.findPath("inception"),
        values.choice("fid-input", FidInput.class),
        values.findPath("reference"),
        values.string("set"));
  }
}
