package org.genhowto.miniature.training;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.genhowto.localizer.network.LocalizerHeads;
import org.genhowto.localizer.network.TrainingVideo;
import org.genhowto.localizer.search.FrameScores;

/** The trained runs of a localizer, as they were written, on features that are there already. */
public final class LocalizerEnsemble implements AutoCloseable {
  private final NDManager manager = NDManager.newBaseManager();
  private final List<LocalizerHeads> runs = new ArrayList<>();

  /**
   * @param folder of the localizer
   * @param size number of its runs
   */
  public LocalizerEnsemble(Path folder, int size) {
    for (int run = 0; run < size; run++) {
      runs.add(LocalizerHeads.load(manager, folder.resolve("run-" + run + ".safetensors")));
    }
  }

  /** What each run makes of a video, for its own category. */
  public List<FrameScores> scores(TrainingVideo video) {
    return runs.stream().map(run -> run.scores(video)).toList();
  }

  @Override
  public void close() {
    runs.forEach(LocalizerHeads::close);
    manager.close();
  }
}
