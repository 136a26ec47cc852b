package org.genhowto.captioner;

import org.genhowto.networks.checkpoint.ModelFolder;
import org.genhowto.runtime.blob.BlobStore;
import org.genhowto.runtime.config.Configuration;
import org.jspecify.annotations.Nullable;

/** A captioner in memory, with the CLIP that judges its captions where one is set. */
public final class LoadedCaptioner implements AutoCloseable {
  private final Blip2Captioner network;
  private final @Nullable ClipVerifier verifier;
  private final TripletCaptioner triplets;

  private LoadedCaptioner(
      Blip2Captioner network, @Nullable ClipVerifier verifier, TripletCaptioner triplets) {
    this.network = network;
    this.verifier = verifier;
    this.triplets = triplets;
  }

  /**
   * Reads what section captioner names.
   *
   * @param blobs where the frames are
   */
  public static LoadedCaptioner load(Configuration configuration, BlobStore blobs) {
    CaptionerSettings settings = CaptionerSettings.from(configuration);
    String version = new ModelFolder(settings.model()).version();
    Blip2Captioner network =
        Blip2Captioner.load(settings.model(), settings.decoding(), settings.prompt());
    TripletCaptioner triplets = new TripletCaptioner(network, version, blobs);
    if (settings.clip().isEmpty()) {
      return new LoadedCaptioner(network, null, triplets);
    }
    try {
      ClipVerifier verifier = ClipVerifier.load(settings.clip().get());
      return new LoadedCaptioner(network, verifier, triplets.judgedBy(verifier));
    } catch (RuntimeException e) {
      network.close(); // A worker that cannot start is made anew, again and again.
      throw e;
    }
  }

  /** Used by one thread at a time, until this is closed. */
  public TripletCaptioner triplets() {
    return triplets;
  }

  @Override
  public void close() {
    network.close();
    if (verifier != null) {
      verifier.close();
    }
  }
}
