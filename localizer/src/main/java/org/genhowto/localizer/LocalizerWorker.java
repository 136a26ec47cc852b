package org.genhowto.localizer;

import ai.djl.ndarray.NDManager;
import org.genhowto.localizer.network.LocalizerNetwork;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.ledger.Ledger;
import org.genhowto.runtime.loop.ExactlyOnceLoop;
import org.genhowto.runtime.loop.LoopSettings;
import org.genhowto.runtime.streams.StreamsWorker;
import org.genhowto.runtime.worker.CompositeWorker;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.Worker;
import org.genhowto.schemas.Topics;

/** Wires the workers of this room. */
public final class LocalizerWorker {
  /** The worker that scores frames. */
  public static final String LOCALIZER = "localizer";

  /** The worker that selects triplets. */
  public static final String SELECTION = TripletSelection.WORKER;

  private LocalizerWorker() {}

  /** sampled-frames -> scored-frames; its keys begin with localizer. */
  public static Worker worker(Platform platform, Configuration configuration) {
    LocalizerSettings.Scoring settings = LocalizerSettings.Scoring.from(configuration);
    LoopSettings loop = LoopSettings.from(configuration, LocalizerSettings.SCORING);
    NDManager manager = NDManager.newBaseManager();
    LocalizerNetwork network = LocalizerNetwork.load(manager, settings.model(), settings.clip());
    ScoringHandler handler =
        new ScoringHandler(platform.blobs(), network, settings.numbers(network.runs()));
    return new CompositeWorker(
        ExactlyOnceLoop.of(name(settings), platform, Topics.SAMPLED_FRAMES, handler, loop),
        manager::close,
        network::close);
  }

  /** scored-frames -> triplets; its keys begin with triplet-selection. */
  public static Worker selection(Platform platform, Configuration configuration) {
    LocalizerSettings.Selection settings = LocalizerSettings.Selection.from(configuration);
    return new StreamsWorker(
        SELECTION,
        () ->
            TripletSelection.topology(
                platform.serdes(),
                new Ledger(SELECTION, platform),
                settings.triplets(),
                platform.telemetry().worker(SELECTION)),
        platform,
        settings.streams());
  }

  /**
   * Localizers with other runs each see all videos, so each is a worker, and a group, of its own.
   */
  private static String name(LocalizerSettings.Scoring settings) {
    return settings.firstRun() == 0 ? LOCALIZER : LOCALIZER + "-" + settings.firstRun();
  }
}
