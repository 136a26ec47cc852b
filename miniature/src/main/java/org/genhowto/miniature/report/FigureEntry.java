package org.genhowto.miniature.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.genhowto.evaluator.protocol.EvaluationManifest;
import org.genhowto.generator.sampling.SamplingSettings;
import org.genhowto.miniature.report.FigureImage.Asked;
import org.genhowto.runtime.blob.Sha256;
import org.jspecify.annotations.Nullable;

/** A figure in the report's JSON: how every picture was made, and what its file hashes to. */
record FigureEntry(String name, String title, List<Pictured> pictures) {

  /** One picture; what was given and not made has no method. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Pictured(
      String strip,
      String label,
      @Nullable String method,
      @Nullable String target,
      @Nullable String prompt,
      @Nullable SamplingSettings sampling,
      @Nullable Long seed,
      String sha256) {}

  static FigureEntry of(Figure figure, FigureRenderer studio) throws IOException {
    List<Pictured> pictures = new ArrayList<>();
    for (Figure.Strip strip : figure.strips()) {
      String name = strip.group().isEmpty() ? strip.note() : strip.group() + ", " + strip.note();
      for (Figure.Panel panel : strip.panels()) {
        pictures.add(pictured(name, panel, Sha256.of(studio.png(panel.shown()))));
      }
    }
    return new FigureEntry(figure.name(), figure.title(), pictures);
  }

  private static Pictured pictured(String strip, Figure.Panel panel, String sha256) {
    if (panel.shown() instanceof Asked asked) {
      return new Pictured(
          strip,
          panel.label(),
          asked.contender().folder(),
          EvaluationManifest.spelling(asked.target()),
          asked.prompt(),
          asked.sampling(),
          asked.seed(),
          sha256);
    }
    return new Pictured(strip, panel.label(), null, null, null, null, null, sha256);
  }
}
