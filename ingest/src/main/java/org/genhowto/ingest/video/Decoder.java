package org.genhowto.ingest.video;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avformat.av_guess_frame_rate;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.AV_ROUND_NEAR_INF;
import static org.bytedeco.ffmpeg.global.avutil.AV_ROUND_PASS_MINMAX;
import static org.bytedeco.ffmpeg.global.avutil.AV_TIME_BASE;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_inv_q;
import static org.bytedeco.ffmpeg.global.avutil.av_make_q;
import static org.bytedeco.ffmpeg.global.avutil.av_q2d;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale_q;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale_q_rnd;

import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;

/**
 * Decodes a file's video frame by frame, with times that count from the file's start. Damaged
 * packets are passed over, as players do.
 */
final class Decoder implements AutoCloseable {
  private static final AVRational SECOND = av_make_q(1, 1);

  private final MediaFile file;
  private final AVStream stream;
  private final AVRational timeBase;
  private final AVCodecContext decoder;
  private final AVPacket packet = av_packet_alloc();
  private boolean drained;
  private long expectedTime;
  private long endTime;
  private double lastSecondRead;

  private Decoder(MediaFile file, AVCodecContext decoder) {
    this.file = file;
    this.stream = file.video();
    this.timeBase = stream.time_base();
    this.decoder = decoder;
  }

  static Decoder of(MediaFile file, FrameSampling sampling) throws UnusableVideoException {
    AVCodec codec = avcodec_find_decoder(file.video().codecpar().codec_id());
    if (codec == null) {
      throw new UnusableVideoException("There is no decoder for " + file.probe().codec() + ".");
    }
    AVCodecContext context = avcodec_alloc_context3(codec);
    AVDictionary options = new AVDictionary(null);
    av_dict_set(options, "codec_whitelist", MediaFile.DECODERS, 0);
    av_dict_set(options, "max_pixels", Long.toString(sampling.maxPixels()), 0);
    av_dict_set(options, "threads", Integer.toString(sampling.decoderThreads()), 0);
    int code = avcodec_parameters_to_context(context, file.video().codecpar());
    context.pkt_timebase(file.video().time_base());
    code = code < 0 ? code : avcodec_open2(context, codec, options);
    av_dict_free(options);
    if (code < 0) {
      avcodec_free_context(context);
      throw new UnusableVideoException(
          "Video codec %s is not decoded here: %s."
              .formatted(file.probe().codec(), Ffmpeg.describe(code)));
    }
    return new Decoder(file, context);
  }

  /**
   * Decodes the next frame into the given one.
   *
   * @return false at the end of the video
   * @throws InterruptedException when the thread is interrupted
   */
  boolean next(AVFrame frame) throws InterruptedException {
    while (avcodec_receive_frame(decoder, frame) < 0) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while decoding");
      }
      if (drained) {
        return false;
      }
      feed();
    }
    time(frame);
    return true;
  }

  /** The second nearest to a frame's time, halves upwards: the rule of FFmpeg's filter fps=1. */
  long second(AVFrame frame) {
    return nearestSecond(frame.pts());
  }

  /** The second nearest to the end of the last frame. */
  long endSecond() {
    return nearestSecond(endTime);
  }

  /** Time of the end of the last frame. */
  double endSeconds() {
    return endTime * av_q2d(timeBase);
  }

  /** Latest time stamp on any packet of the file, sound too; not counted from the file's start. */
  double lastSecondRead() {
    return lastSecondRead;
  }

  @Override
  public void close() {
    av_packet_free(packet);
    avcodec_free_context(decoder);
  }

  private void feed() {
    if (av_read_frame(file.context(), packet) < 0) {
      drained = true;
      avcodec_send_packet(decoder, null);
      return;
    }
    note(packet);
    if (packet.stream_index() == stream.index()) {
      // A packet that is refused is damaged: what follows may still be good.
      avcodec_send_packet(decoder, packet);
    }
    av_packet_unref(packet);
  }

  private void note(AVPacket read) {
    long time = read.pts() == AV_NOPTS_VALUE ? read.dts() : read.pts();
    if (time != AV_NOPTS_VALUE) {
      double base = av_q2d(file.context().streams(read.stream_index()).time_base());
      double end = (time + read.duration()) * base;
      lastSecondRead = Math.max(lastSecondRead, end);
    }
  }

  private void time(AVFrame frame) {
    long shown = frame.best_effort_timestamp();
    long start =
        av_rescale_q(
            Math.round(file.probe().startSeconds() * AV_TIME_BASE),
            av_make_q(1, AV_TIME_BASE),
            timeBase);
    frame.pts(shown == AV_NOPTS_VALUE ? expectedTime : shown - start);
    expectedTime = frame.pts() + duration(frame);
    endTime = expectedTime;
  }

  private long duration(AVFrame frame) {
    if (frame.duration() > 0) {
      return frame.duration();
    }
    AVRational rate = av_guess_frame_rate(file.context(), stream, frame);
    return rate.num() > 0 ? av_rescale_q(1, av_inv_q(rate), timeBase) : 1;
  }

  private long nearestSecond(long time) {
    return av_rescale_q_rnd(time, timeBase, SECOND, AV_ROUND_NEAR_INF | AV_ROUND_PASS_MINMAX);
  }
}
