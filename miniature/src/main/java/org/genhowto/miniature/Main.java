package org.genhowto.miniature;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Runs stages of the training of the miniature models: {@code WORK_FOLDER STAGE...}. The word
 * {@code report} measures what is there.
 */
public final class Main {
  private static final int SCENES = 4;

  private Main() {}

  public static void main(String[] arguments) throws IOException {
    var training = new MiniatureTraining(Path.of(arguments[0]), System.out);
    for (int i = 1; i < arguments.length; i++) {
      if (arguments[i].equals("report")) {
        training.report(SCENES);
      } else {
        training.run(MiniatureTraining.Stage.named(arguments[i]));
      }
    }
  }
}
