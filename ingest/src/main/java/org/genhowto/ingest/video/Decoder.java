package org.genhowto.ingest.video;

import static org.bytedeco.ffmpeg.global.avcodec.AVDISCARD_DEFAULT;
import static org.bytedeco.ffmpeg.global.avcodec.AVDISCARD_NONREF;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.AV_ROUND_NEAR_INF;
import static org.bytedeco.ffmpeg.global.avutil.AV_ROUND_PASS_MINMAX;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_make_q;
import static org.bytedeco.ffmpeg.global.avutil.av_q2d;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale_q_rnd;
import static org.bytedeco.ffmpeg.presets.avutil.AVERROR_EAGAIN;

import java.io.IOException;
import java.util.function.LongUnaryOperator;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.genhowto.ingest.picture.Deinterlacer;
import org.genhowto.schemas.FlawKind;
import org.jspecify.annotations.Nullable;

/**
 * Decodes a file's video frame by frame, with times that count from the file's start, or from that
 * of the files before it. Damaged packets are passed over, as players do.
 */
final class Decoder implements AutoCloseable {
  private static final AVRational SECOND = av_make_q(1, 1);

  /** A pause of this length behind damage is called damage. */
  private static final double DAMAGED_SECONDS = 0.5;

  private final VideoPackets packets;
  private final DecodePlan plan;
  private final AVRational timeBase;
  private final AVCodecContext decoder;
  private final Flaws flaws;
  private final FrameSink listener;
  private long frames;
  private boolean drained;
  private boolean damaged;
  private long startTime = AV_NOPTS_VALUE;
  private long expectedTime;
  private final double before;
  private final long offset;
  private long endTime;

  /** Which frames are decoded. */
  private enum Wanted {
    ALL,
    NEEDED,
    KEY_FRAMES
  }

  private Decoder(
      MediaFile file,
      AVCodecContext decoder,
      Flaws flaws,
      FrameSink listener,
      double before,
      Wanted wanted) {
    this.listener = listener;
    this.timeBase = file.video().time_base();
    this.flaws = flaws;
    this.packets = new VideoPackets(file, flaws, before);
    this.decoder = decoder;
    this.before = before;
    this.offset = Math.round(before / av_q2d(timeBase));
    LongUnaryOperator seconds = time -> nearestSecond(time + offset);
    this.plan =
        wanted == Wanted.KEY_FRAMES
            ? DecodePlan.keyFrames(packets, seconds)
            : new DecodePlan(packets, planned(file, wanted), seconds);
    this.endTime = offset;
  }

  /**
   * @param flaws gets where the times of the file jump, and where nothing can be decoded
   * @param listener is told how far decoding has come
   * @param before seconds of other files before this one, from which its times go on
   * @throws UndecodableException when there is no decoder for it
   */
  static Decoder of(
      MediaFile file, FrameSampling sampling, Flaws flaws, FrameSink listener, double before)
      throws UndecodableException {
    Wanted wanted = sampling.decode() == FrameSampling.Decode.NEEDED ? Wanted.NEEDED : Wanted.ALL;
    return of(file, sampling, flaws, listener, before, wanted);
  }

  /**
   * The same for key frames alone.
   *
   * @throws UndecodableException when there is no decoder for it
   */
  static Decoder ofKeyFrames(MediaFile file, FrameSampling sampling, FrameSink listener)
      throws UndecodableException {
    return of(file, sampling, new Flaws(), listener, 0, Wanted.KEY_FRAMES);
  }

  private static Decoder of(
      MediaFile file,
      FrameSampling sampling,
      Flaws flaws,
      FrameSink listener,
      double before,
      Wanted wanted)
      throws UndecodableException {
    AVCodec codec = avcodec_find_decoder(file.video().codecpar().codec_id());
    if (codec == null || !Formats.decodes(codec.name().getString())) {
      throw new UndecodableException(
          "Its video codec is %s, expected one of %s."
              .formatted(file.probe().codec(), Formats.DECODERS));
    }
    AVCodecContext context = avcodec_alloc_context3(codec);
    AVDictionary options = new AVDictionary(null);
    av_dict_set(options, "codec_whitelist", Formats.DECODERS, 0);
    av_dict_set(options, "max_pixels", Long.toString(sampling.maxPixels()), 0);
    av_dict_set(options, "threads", Integer.toString(sampling.decoderThreads()), 0);
    int code = avcodec_parameters_to_context(context, file.video().codecpar());
    context.pkt_timebase(file.video().time_base());
    code = code < 0 ? code : avcodec_open2(context, codec, options);
    av_dict_free(options);
    if (code < 0) {
      avcodec_free_context(context);
      throw new UndecodableException(
          "Its video in the codec %s cannot be decoded: %s."
              .formatted(file.probe().codec(), Ffmpeg.describe(code)));
    }
    return new Decoder(file, context, flaws, listener, before, wanted);
  }

  private static PlannedCodec planned(MediaFile file, Wanted wanted) {
    return wanted == Wanted.NEEDED ? PlannedCodec.of(file) : PlannedCodec.NONE;
  }

  /**
   * Decodes the next frame into the given one.
   *
   * @return false at the end of the video
   * @throws UnusableVideoException when the listener has enough of it
   * @throws InterruptedException when the thread is interrupted
   */
  boolean next(AVFrame frame) throws UnusableVideoException, IOException, InterruptedException {
    while (true) {
      int code = avcodec_receive_frame(decoder, frame);
      if (code >= 0) {
        break;
      }
      noteDamage(code != AVERROR_EAGAIN() && code != AVERROR_EOF);
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while decoding");
      }
      if (drained) {
        return false;
      }
      feed();
      listener.passed(before + packets.lastSecond(), frames());
    }
    frames++;
    time(frame);
    return true;
  }

  /** A frame's time. */
  double seconds(AVFrame frame) {
    return frame.pts() * av_q2d(timeBase);
  }

  /** The second nearest to a frame's time, halves upwards: the rule of FFmpeg's filter fps=1. */
  long second(AVFrame frame) {
    return nearestSecond(frame.pts());
  }

  /** The second nearest to the time between a frame and the one after it, or the last one's end. */
  long halfwaySecond(AVFrame frame, @Nullable AVFrame after) {
    long twice = frame.pts() + (after == null ? endTime : after.pts());
    // Half a frame is no whole number of the time bases of some containers.
    return nearestSecond(twice, av_make_q(timeBase.num(), 2 * timeBase.den()));
  }

  /** The second nearest to the end of the last frame. */
  long endSecond() {
    return nearestSecond(endTime);
  }

  /** Frames of the video so far, also those that did not have to be decoded. */
  long frames() {
    return frames + plan.passed();
  }

  /** Time of the first frame. */
  double startSeconds() {
    return Math.max(0, startTime) * av_q2d(timeBase);
  }

  /** Time of the end of the last frame. */
  double endSeconds() {
    return endTime * av_q2d(timeBase);
  }

  /** Latest time stamp on any packet of the file, sound too; not counted from the file's start. */
  double lastSecondRead() {
    return packets.lastSecond();
  }

  @Override
  public void close() {
    plan.close();
    packets.close();
    avcodec_free_context(decoder);
  }

  private void feed() {
    DecodePlan.Step step = plan.next();
    if (step == null) {
      drained = true;
      avcodec_send_packet(decoder, null);
      return;
    }
    decoder.skip_frame(step.wanted() ? AVDISCARD_DEFAULT : AVDISCARD_NONREF);
    // A packet that is refused is damaged: what follows may still be good.
    noteDamage(avcodec_send_packet(decoder, step.packet()) < 0);
    av_packet_free(step.packet());
  }

  /** Behind damage nothing is left out, so that what it did not harm is found. */
  private void noteDamage(boolean found) {
    if (found) {
      damaged = true;
      plan.giveUp();
    }
  }

  private void time(AVFrame frame) {
    if (Deinterlacer.isInterlaced(frame)) {
      plan.giveUp();
    }
    if (plan.passedEnd() != Long.MIN_VALUE) {
      endTime = Math.max(endTime, plan.passedEnd() + offset);
    }
    long shown = frame.best_effort_timestamp();
    frame.pts(shown == AV_NOPTS_VALUE ? expectedTime : shown + offset);
    double pause = (frame.pts() - endTime) * av_q2d(timeBase);
    if (damaged && pause > DAMAGED_SECONDS) {
      flaws.add(FlawKind.DAMAGED, endSeconds(), frame.pts() * av_q2d(timeBase));
    }
    damaged = false;
    startTime = startTime == AV_NOPTS_VALUE ? frame.pts() : startTime;
    expectedTime = frame.pts() + duration(frame);
    endTime = Math.max(endTime, expectedTime);
  }

  /** Of a frame whose fields came in packets of their own only one of these is stated. */
  private long duration(AVFrame frame) {
    long usual = packets.frameDuration();
    boolean field = Deinterlacer.isInterlaced(frame) && 2 * frame.duration() == usual;
    return frame.duration() > 0 && !field ? frame.duration() : usual;
  }

  private long nearestSecond(long time) {
    return nearestSecond(time, timeBase);
  }

  private static long nearestSecond(long time, AVRational base) {
    return av_rescale_q_rnd(time, base, SECOND, AV_ROUND_NEAR_INF | AV_ROUND_PASS_MINMAX);
  }
}
