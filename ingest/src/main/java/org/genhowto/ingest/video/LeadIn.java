package org.genhowto.ingest.video;

import static org.bytedeco.ffmpeg.global.avutil.av_make_q;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale_q;

import java.util.HashMap;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;

/**
 * Where a file starts whose first packets have no times: they stand, one after the other, before
 * the earliest of their stream that has one.
 */
final class LeadIn {
  private static final long MICROS = 1_000_000;

  /** Packets of the video that are looked at for one with a time. */
  private static final int MOST_PACKETS = 1024;

  /** Frames by which codecs at most change the order of frames. */
  private static final int DEEPEST_REORDERING = 16;

  private final MediaFile file;
  private final long frameDuration;
  private final Map<Integer, Times> streams = new HashMap<>();

  /** What is known of one stream, in its time base. */
  private static final class Times {
    private int timed;
    private long untimed;
    private long earliest = Long.MAX_VALUE;
  }

  /**
   * @param frameDuration duration of a frame in the time base of the video
   */
  LeadIn(MediaFile file, long frameDuration) {
    this.file = file;
    this.frameDuration = frameDuration;
  }

  /** Whether more packets have to be seen, of which so many were of the video. */
  boolean wants(int packets) {
    Times video = streams.get(file.video().index());
    if (video == null) {
      return packets < MOST_PACKETS;
    }
    boolean ordinary = video.untimed == 0;
    return packets < MOST_PACKETS && video.timed < (ordinary ? 1 : DEEPEST_REORDERING);
  }

  void note(AVPacket packet) {
    if (packet.size() == 0) {
      return;
    }
    Times times = streams.computeIfAbsent(packet.stream_index(), index -> new Times());
    if (VideoPackets.isTimed(packet)) {
      times.timed++;
      times.earliest = Math.min(times.earliest, VideoPackets.time(packet));
    } else if (packet.duration() > 0) {
      times.untimed += packet.duration();
    } else if (packet.stream_index() == file.video().index()) {
      times.untimed += frameDuration;
    }
  }

  /** The start of the file in the time base of its video. */
  long start() {
    long start = file.start();
    AVFormatContext context = file.context();
    for (Map.Entry<Integer, Times> entry : streams.entrySet()) {
      Times times = entry.getValue();
      if (times.untimed > 0 && times.timed > 0) {
        long micros =
            av_rescale_q(
                times.earliest - times.untimed,
                context.streams(entry.getKey()).time_base(),
                av_make_q(1, (int) MICROS));
        start =
            Math.min(
                start,
                av_rescale_q(micros, av_make_q(1, (int) MICROS), file.video().time_base()));
      }
    }
    return start;
  }
}
