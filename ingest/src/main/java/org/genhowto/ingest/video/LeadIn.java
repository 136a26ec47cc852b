package org.genhowto.ingest.video;

import static org.bytedeco.ffmpeg.global.avcodec.av_get_audio_frame_duration2;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_UNKNOWN;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.av_q2d;

import java.util.HashMap;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;

/**
 * Where a file starts by its first packets of sound and video. Packets without a time stand, one
 * after the other, before the earliest of their stream that has one.
 */
final class LeadIn {
  /** Samples in a packet of sound that does not say how many: those of AAC. */
  private static final int SAMPLES = 1024;

  /** Packets of the video that are looked at for one with a time. */
  private static final int MOST_PACKETS = 1024;

  /** Frames by which codecs at most change the order of frames. */
  private static final int DEEPEST_REORDERING = 16;

  private final MediaFile file;
  private final long frameDuration;
  private final Map<Integer, Times> streams = new HashMap<>();

  /** What is known of one stream: packets with a time and without, and how long these last. */
  private static final class Times {
    private int timed;
    private int untimed;
    private double seconds;
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
    int video = file.video().index();
    return packets < MOST_PACKETS
        && (!streams.containsKey(video)
            || streams.entrySet().stream()
                .anyMatch(entry -> isOpen(entry.getValue(), entry.getKey() == video)));
  }

  /** Frames of a video may stand before others that came earlier. */
  private static boolean isOpen(Times times, boolean video) {
    return times.untimed > 0 && times.timed < (video ? DEEPEST_REORDERING : 1);
  }

  void note(AVPacket packet) {
    int type =
        packet.size() == 0
            ? AVMEDIA_TYPE_UNKNOWN
            : file.context().streams(packet.stream_index()).codecpar().codec_type();
    if (type != AVMEDIA_TYPE_VIDEO && type != AVMEDIA_TYPE_AUDIO) {
      return;
    }
    Times times = streams.computeIfAbsent(packet.stream_index(), index -> new Times());
    if (VideoPackets.isTimed(packet)) {
      times.timed++;
      times.earliest = Math.min(times.earliest, VideoPackets.time(packet));
    } else {
      times.untimed++;
      times.seconds += seconds(packet);
    }
  }

  private double seconds(AVPacket packet) {
    AVStream stream = file.context().streams(packet.stream_index());
    if (packet.duration() > 0) {
      return packet.duration() * av_q2d(stream.time_base());
    }
    if (stream.codecpar().codec_type() == AVMEDIA_TYPE_VIDEO) {
      return frameDuration * av_q2d(file.video().time_base());
    }
    int samples = av_get_audio_frame_duration2(stream.codecpar(), packet.size());
    return (samples > 0 ? samples : SAMPLES)
        / (double) Math.max(1, stream.codecpar().sample_rate());
  }

  /** The start of the file in the time base of its video. */
  long start() {
    double second = av_q2d(file.video().time_base());
    double start = file.start() * second;
    for (Map.Entry<Integer, Times> entry : streams.entrySet()) {
      Times times = entry.getValue();
      AVStream stream = file.context().streams(entry.getKey());
      if (times.timed > 0) {
        start = Math.min(start, times.earliest * av_q2d(stream.time_base()) - times.seconds);
      }
    }
    return Math.round(start / second);
  }
}
