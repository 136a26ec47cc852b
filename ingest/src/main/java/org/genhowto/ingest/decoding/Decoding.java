package org.genhowto.ingest.decoding;

import org.genhowto.ingest.video.FrameSampler;
import org.genhowto.ingest.video.FrameSampling;
import org.genhowto.ingest.video.VideoSampler;

/**
 * Where videos are decoded, and what one may cost.
 *
 * @param decoder in which process
 */
public record Decoding(Decoder decoder, DecodingLimits limits) {
  public static final Decoding DEFAULT = new Decoding(Decoder.PROCESS, DecodingLimits.DEFAULT);

  /** In which process videos are decoded. */
  public enum Decoder {
    /** In processes of their own, which end where a library has a fault. */
    PROCESS,
    /**
     * In the worker's, which a fault of a library ends; there only frames and bytes have limits.
     */
    IN_PROCESS
  }

  /** The sampler, which the caller closes. */
  public VideoSampler sampler(FrameSampling sampling) {
    return switch (decoder) {
      case PROCESS -> new DecoderProcesses(limits, sampling);
      case IN_PROCESS -> inProcess(new FrameSampler(sampling));
    };
  }

  private VideoSampler inProcess(FrameSampler sampler) {
    return (file, sink) -> sampler.sample(file, new LimitedSink(limits, sink));
  }
}
