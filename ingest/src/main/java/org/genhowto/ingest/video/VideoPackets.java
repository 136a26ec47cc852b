package org.genhowto.ingest.video;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_ref;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_TS_DISCONT;
import static org.bytedeco.ffmpeg.global.avformat.av_guess_frame_rate;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_inv_q;
import static org.bytedeco.ffmpeg.global.avutil.av_q2d;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale_q;

import java.util.ArrayDeque;
import java.util.Deque;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.genhowto.schemas.FlawKind;
import org.jspecify.annotations.Nullable;

/**
 * The packets of a file's video in the order of the file, with times that count from the file's
 * start and go on where those of the file jump.
 *
 * <p>Jumps are taken as the ffmpeg command line takes them (function ts_discontinuity_detect of
 * fftools/ffmpeg_demux.c): in formats that know jumps, such as transport streams, a step back, or
 * one of more than ten seconds, goes on without a pause; a smaller step forward is a pause.
 */
final class VideoPackets implements AutoCloseable {
  private static final double LONGEST_PAUSE_SECONDS = 10;
  private static final double STEP_BACK_SECONDS = 0.1;
  private static final double SECOND_FILE_SECONDS = 1;

  private static final String MATROSKA = "matroska";

  private final MediaFile file;
  private final AVStream stream;
  private final AVRational timeBase;
  private final AVPacket incoming = av_packet_alloc();
  private final Deque<AVPacket> waiting = new ArrayDeque<>();
  private final Flaws flaws;
  private final double before;
  private final double second;
  private final boolean jumps;
  private final long start;
  private boolean ended;
  private long offset;
  private long lastDts = AV_NOPTS_VALUE;
  private long nextDts = AV_NOPTS_VALUE;
  private double lastSecond;

  /**
   * @param flaws gets where times of the file jump and are joined
   * @param before seconds of other files before it, which flaws count too
   */
  VideoPackets(MediaFile file, Flaws flaws, double before) {
    this.before = before;
    this.file = file;
    this.flaws = flaws;
    this.stream = file.video();
    this.timeBase = stream.time_base();
    this.second = av_q2d(timeBase);
    this.jumps = (file.context().iformat().flags() & AVFMT_TS_DISCONT) != 0;
    this.start = leadIn();
  }

  /**
   * The next packet of the video, which belongs to the caller; null at the end of the file. Its
   * times count from the file's start.
   */
  @Nullable AVPacket next() {
    while (waiting.isEmpty() && !ended) {
      read();
      av_packet_unref(incoming);
    }
    AVPacket packet = waiting.poll();
    if (packet != null) {
      shift(packet, -start);
    }
    return packet;
  }

  /** Latest end of any packet of the file, sound too, in seconds of the file. */
  double lastSecond() {
    return lastSecond;
  }

  /** Duration of a frame by the rate of the video, in its time base. */
  long frameDuration() {
    AVRational rate = av_guess_frame_rate(file.context(), stream, null);
    return rate.num() > 0 ? Math.max(1, av_rescale_q(1, av_inv_q(rate), timeBase)) : 1;
  }

  @Override
  public void close() {
    av_packet_free(incoming);
    waiting.forEach(VideoPackets::free);
  }

  /**
   * The time at which the file starts. Matroska cannot tell times before zero of some codecs: their
   * packets come without a time, and fill the time before the first that has one.
   */
  private long leadIn() {
    if (!file.probe().container().startsWith(MATROSKA)) {
      return file.start();
    }
    LeadIn leadIn = new LeadIn(file, frameDuration());
    while (!ended && leadIn.wants(waiting.size())) {
      read();
      leadIn.note(incoming);
      av_packet_unref(incoming);
    }
    return leadIn.start();
  }

  private void read() {
    if (av_read_frame(file.context(), incoming) < 0) {
      ended = true;
      return;
    }
    AVRational base = file.context().streams(incoming.stream_index()).time_base();
    shift(incoming, av_rescale_q(offset, timeBase, base));
    boolean wanted = incoming.stream_index() == stream.index();
    if (wanted) {
      join();
    }
    if (isTimed(incoming)) {
      double end = (time(incoming) + incoming.duration()) * av_q2d(base);
      lastSecond = Math.max(lastSecond, end);
    }
    if (wanted) {
      AVPacket packet = av_packet_alloc();
      av_packet_ref(packet, incoming);
      waiting.add(packet);
    }
  }

  /** Lets the times go on where those of the file jump. */
  private void join() {
    if (incoming.dts() == AV_NOPTS_VALUE) {
      return;
    }
    if (nextDts != AV_NOPTS_VALUE) {
      long step = incoming.dts() - nextDts;
      if (isJump(step * second, (lastDts - incoming.dts()) * second)) {
        offset -= step;
        shift(incoming, -step);
        double at = (time(incoming) - start) * second;
        flaws.add(FlawKind.JOINED, before + at, before + at);
      }
    }
    lastDts = incoming.dts();
    nextDts = lastDts + (incoming.duration() > 0 ? incoming.duration() : frameDuration());
  }

  /** In formats that know no jumps only a large step back is one: one file behind another. */
  private boolean isJump(double step, double back) {
    return jumps
        ? Math.abs(step) > LONGEST_PAUSE_SECONDS || back > STEP_BACK_SECONDS
        : back > SECOND_FILE_SECONDS;
  }

  private static void free(AVPacket packet) {
    av_packet_free(packet);
  }

  private static void shift(AVPacket packet, long by) {
    if (packet.pts() != AV_NOPTS_VALUE) {
      packet.pts(packet.pts() + by);
    }
    if (packet.dts() != AV_NOPTS_VALUE) {
      packet.dts(packet.dts() + by);
    }
  }

  static boolean isTimed(AVPacket packet) {
    return time(packet) != AV_NOPTS_VALUE;
  }

  static long time(AVPacket packet) {
    return packet.pts() == AV_NOPTS_VALUE ? packet.dts() : packet.pts();
  }
}
