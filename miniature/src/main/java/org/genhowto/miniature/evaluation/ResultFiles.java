package org.genhowto.miniature.evaluation;

import java.nio.file.Path;
import java.util.Locale;
import org.genhowto.evaluator.protocol.EvaluationManifest;
import org.genhowto.miniature.training.GenerationMethod;
import org.genhowto.miniature.world.Phase;
import org.genhowto.schemas.Target;

/** Where pictures and lists lie below the folder of results. */
record ResultFiles(Path folder) {

  /** A picture that nothing generated; all methods' lists name it. */
  Path real(Example example, Phase phase) {
    var name = phase.name().toLowerCase(Locale.ROOT);
    return folder.resolve("_real").resolve(example.id() + "-" + name + ".png");
  }

  /** The initial picture after noise and denoising; all methods' lists name it. */
  Path roundTrip(long seed, Example example) {
    return folder.resolve("_round-trip").resolve(Long.toString(seed)).resolve(png(example));
  }

  /** What a method made of an example. */
  Path generated(GenerationMethod contender, long seed, Target target, Example example) {
    return run(contender.folder(), seed)
        .resolve(EvaluationManifest.spelling(target))
        .resolve(png(example));
  }

  /** The list of one run of a method. */
  Path list(String method, long seed) {
    return run(method, seed).resolve("manifest.tsv");
  }

  /** What a method's pictures were made with. */
  Path origin(GenerationMethod contender) {
    return folder.resolve(contender.folder()).resolve("made-with.json");
  }

  private Path run(String method, long seed) {
    return folder.resolve(method).resolve(Long.toString(seed));
  }

  private static String png(Example example) {
    return example.id() + ".png";
  }
}
