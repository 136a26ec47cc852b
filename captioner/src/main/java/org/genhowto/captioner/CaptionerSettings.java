package org.genhowto.captioner;

import java.nio.file.Path;
import java.util.Optional;
import org.genhowto.captioner.blip2.DecodingSettings;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.config.Section;
import org.genhowto.runtime.config.SectionValues;
import org.genhowto.runtime.config.Setting;
import org.genhowto.runtime.loop.LoopSettings;

/**
 * Settings of the captioner.
 *
 * @param model checkpoint folder, with its tokenizer
 * @param decoding how captions are searched for
 * @param prompt words every caption continues
 * @param clip folder of the CLIP that judges captions; empty where none does
 */
public record CaptionerSettings(
    Path model, DecodingSettings decoding, String prompt, Optional<Path> clip) {

  private static final DecodingSettings USUAL = DecodingSettings.LAVIS;

  public static final Section SECTION =
      Section.of(
              "captioner",
              "The worker that captions triplets.",
              Setting.path(
                  "model",
                  "miniature/models/captioner",
                  "Folder of the BLIP-2 checkpoint, with its tokenizer."),
              Setting.whole("beams", USUAL.beams(), 1, 64, "Captions that are searched at a time.")
                  .in("captions"),
              Setting.whole("max-tokens", USUAL.maxTokens(), 1, 1_000, "Longest caption.")
                  .in("tokens"),
              Setting.whole("min-tokens", USUAL.minTokens(), 0, 999, "Shortest caption.")
                  .in("tokens"),
              Setting.decimal(
                  "length-penalty",
                  USUAL.lengthPenalty(),
                  -10,
                  10,
                  "Power of the length by which a caption's score is divided."),
              Setting.string("prompt", "", "Words that every caption continues."),
              Setting.path(
                      "clip",
                      "",
                      "Folder of the CLIP that says how well captions fit their frames; the"
                          + " miniature's beside the miniature's captioner.")
                  .otherwise("captions are not judged"))
          .and(LoopSettings.KEYS);

  public static CaptionerSettings from(Configuration configuration) {
    SectionValues values = configuration.values(SECTION);
    return new CaptionerSettings(
        values.path("model"),
        new DecodingSettings(
            values.integer("beams"),
            values.integer("max-tokens"),
            values.integer("min-tokens"),
            values.decimal("length-penalty")),
        values.string("prompt"),
        values.findPath("clip"));
  }
}
