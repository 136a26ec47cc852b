package org.genhowto.ingest.video;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.LongUnaryOperator;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.jspecify.annotations.Nullable;

/**
 * Which packets of a video need not be decoded because no second shows their frame, and no frame
 * that is shown is made from it. What is decoded is the same as without a plan.
 *
 * <p>It reads ahead until it knows the last frame of a second; wanted are that one and, as fields
 * are joined with their neighbours, the ones beside it. Of the others those are left out after
 * which a key frame comes before the next wanted one; and the decoder is asked to pass over the
 * rest where nothing refers to them. Where times are missing everything is wanted.
 */
final class DecodePlan implements AutoCloseable {
  /** Packets held back at once; more are handed on as they are. */
  private static final long MOST_BYTES = 64 << 20;

  private final VideoPackets packets;
  private final PlannedCodec codec;
  private final LongUnaryOperator seconds;
  private final Deque<AVPacket> ahead = new ArrayDeque<>();
  private final Map<Long, Second> known = new HashMap<>();
  private boolean on;
  private boolean keyFramesAlone;
  private boolean ended;
  private long bytes;
  private long reached = Long.MIN_VALUE;
  private long lastDts = Long.MIN_VALUE;
  private long passedEnd = Long.MIN_VALUE;
  private long passed;

  /** Times of the frames of a second that matter. */
  private static final class Second {
    private long first = Long.MAX_VALUE;
    private long beforeLast = Long.MIN_VALUE;
    private long last = Long.MIN_VALUE;

    private void add(long time) {
      first = Math.min(first, time);
      if (time > last) {
        beforeLast = last;
        last = time;
      } else if (time > beforeLast) {
        beforeLast = time;
      }
    }

    private boolean wants(long time) {
      return time == last || time == beforeLast || time == first;
    }
  }

  /**
   * A packet to be decoded, which belongs to the caller.
   *
   * @param wanted whether its frame is; otherwise it may be passed over where nothing refers to it
   */
  record Step(AVPacket packet, boolean wanted) {}

  /**
   * @param seconds the second to which a frame of a time goes
   */
  DecodePlan(VideoPackets packets, PlannedCodec codec, LongUnaryOperator seconds) {
    this.packets = packets;
    this.codec = codec;
    this.seconds = seconds;
    this.on = codec != PlannedCodec.NONE;
  }

  /** A plan by which key frames alone are decoded. */
  static DecodePlan keyFrames(VideoPackets packets, LongUnaryOperator seconds) {
    DecodePlan plan = new DecodePlan(packets, PlannedCodec.NONE, seconds);
    plan.keyFramesAlone = true;
    return plan;
  }

  /** The next packet to be decoded; null at the end. */
  @Nullable Step next() {
    while (true) {
      while (!ended && !decided()) {
        read();
      }
      AVPacket packet = ahead.poll();
      if (packet == null) {
        return null;
      }
      bytes -= packet.size();
      if (keyFramesAlone && (packet.flags() & AV_PKT_FLAG_KEY) == 0) {
        av_packet_free(packet);
        continue;
      }
      if (!on || isWanted(packet)) {
        return new Step(packet, true);
      }
      passedEnd = Math.max(passedEnd, packet.pts() + packet.duration());
      if (!isNextNeeded()) {
        passed++;
        av_packet_free(packet);
      } else {
        return new Step(packet, false);
      }
    }
  }

  /** From now on everything is decoded. */
  void giveUp() {
    on = false;
  }

  /** Latest end of a frame that is not wanted; no frame misses between it and the next. */
  long passedEnd() {
    return passedEnd;
  }

  /** Frames that were left out. */
  long passed() {
    return passed;
  }

  @Override
  public void close() {
    ahead.forEach(packet -> av_packet_free(packet));
    ahead.clear();
  }

  /**
   * Whether the frames of the first packet's second are known. One that comes later all the same is
   * wanted where it is the last: reading too little ahead leaves out less, and nothing wanted.
   */
  private boolean decided() {
    AVPacket first = ahead.peek();
    return first != null
        && (!on || bytes > MOST_BYTES || seconds.applyAsLong(first.pts()) < reached);
  }

  private void read() {
    AVPacket packet = packets.next();
    if (packet == null) {
      ended = true;
      return;
    }
    ahead.add(packet);
    bytes += packet.size();
    if (!on) {
      return;
    }
    if (packet.pts() == AV_NOPTS_VALUE) {
      giveUp();
      return;
    }
    if (packet.dts() == AV_NOPTS_VALUE) {
      reached = Math.max(reached, seconds.applyAsLong(packet.pts()) - 1);
    } else {
      reached = Math.max(reached, seconds.applyAsLong(packet.dts()));
      lastDts = Math.max(lastDts, packet.dts());
    }
    if (codec.isShown(packet)) {
      known
          .computeIfAbsent(seconds.applyAsLong(packet.pts()), second -> new Second())
          .add(packet.pts());
    }
    known.keySet().removeIf(second -> second < reached - 60);
    if (codec == PlannedCodec.EACH_ALONE) {
      prune();
    }
  }

  /** Pictures that each stand alone are large: what can no longer be wanted is let go. */
  private void prune() {
    for (Iterator<AVPacket> all = ahead.iterator(); all.hasNext(); ) {
      AVPacket packet = all.next();
      if (!isWanted(packet)) {
        all.remove();
        bytes -= packet.size();
        passedEnd = Math.max(passedEnd, packet.pts() + packet.duration());
        passed++;
        av_packet_free(packet);
      }
    }
  }

  /** What has waited too long for its second to end is wanted in any case. */
  private boolean isWanted(AVPacket packet) {
    if (bytes > MOST_BYTES) {
      return true;
    }
    Second second = known.get(seconds.applyAsLong(packet.pts()));
    return second == null || (codec.isShown(packet) && second.wants(packet.pts()));
  }

  /** Whether a frame that is wanted later may be made from one in front of all that wait. */
  private boolean isNextNeeded() {
    AVPacket key = null;
    for (AVPacket later : ahead) {
      if (key == null && isWanted(later) && !codec.isStart(later)) {
        return true;
      }
      if (key != null && isWanted(later) && later.pts() < key.pts()) {
        return true; // Shown before the key frame, it may be made from what comes before it.
      }
      if (key == null && (later.flags() & AV_PKT_FLAG_KEY) != 0 && codec.isStart(later)) {
        key = later;
      }
    }
    // Frames that are shown before it may still come.
    return key == null || (codec == PlannedCodec.KEY_FRAMES && lastDts < key.pts());
  }
}
