package org.genhowto.captioner;

import java.nio.file.Path;
import org.genhowto.captioner.blip2.DecodingSettings;
import org.genhowto.runtime.config.Configuration;

/**
 * Settings of the captioner.
 *
 * @param model checkpoint folder, with its tokenizer
 * @param decoding how captions are searched for
 * @param prompt words every caption continues
 */
public record CaptionerSettings(Path model, DecodingSettings decoding, String prompt) {

  public static CaptionerSettings from(Configuration configuration) {
    DecodingSettings usual = DecodingSettings.LAVIS;
    return new CaptionerSettings(
        configuration.path("captioner.model", Path.of("miniature/models/captioner")),
        new DecodingSettings(
            configuration.integer("captioner.beams", usual.beams(), 1, 64),
            configuration.integer("captioner.max-tokens", usual.maxTokens(), 1, 1_000),
            configuration.integer("captioner.min-tokens", usual.minTokens(), 0, 999),
            configuration.decimal("captioner.length-penalty", usual.lengthPenalty(), -10, 10)),
        configuration.string("captioner.prompt", ""));
  }
}
