package org.genhowto.ingest.video;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_ATTACHED_PIC;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_DEFAULT;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_STILL_IMAGE;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_TIMED_THUMBNAILS;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;

/**
 * Which of a file's video streams is the video, by the rule of the ffmpeg command line (function
 * map_auto_video of fftools/ffmpeg_mux_init.c): the largest picture, with a bonus for the stream
 * marked as the default and a larger one for a stream that has packets. Two things are added to it:
 * covers, also those that are not marked as such, come after every moving picture, and so does what
 * cannot be decoded.
 */
final class StreamChoice {
  private static final long HAS_PACKETS = 100_000_000;
  private static final long IS_DEFAULT = 5_000_000;

  /** Above every score of the rule. */
  private static final long MOVES = 1L << 40;

  private static final long HAS_DECODER = 1L << 41;
  private static final int STILL = AV_DISPOSITION_STILL_IMAGE | AV_DISPOSITION_TIMED_THUMBNAILS;

  /** Packets of a file that are looked at for a second picture of each stream. */
  private static final int PACKETS_SEEN = 2000;

  private StreamChoice() {}

  /** Whether there is more than one stream to choose from. */
  static boolean isOpen(AVFormatContext context) {
    return candidates(context).count() > 1;
  }

  /**
   * The best video stream; the first of equals.
   *
   * @param moving numbers of the streams that are known to hold more than one picture
   */
  static Optional<AVStream> video(AVFormatContext context, Set<Integer> moving) {
    return candidates(context)
        .reduce((best, next) -> score(next, moving) > score(best, moving) ? next : best);
  }

  /** Reads on in a file for the numbers of the streams that hold more than one picture. */
  static Set<Integer> moving(AVFormatContext context) {
    Set<Integer> all = new HashSet<>();
    candidates(context).forEach(stream -> all.add(stream.index()));
    Set<Integer> seen = new HashSet<>();
    Set<Integer> moving = new HashSet<>();
    AVPacket packet = av_packet_alloc();
    for (int i = 0; i < PACKETS_SEEN && !moving.containsAll(all); i++) {
      if (av_read_frame(context, packet) < 0) {
        break;
      }
      int number = packet.stream_index();
      if (!seen.add(number)) {
        moving.add(number);
      }
      av_packet_unref(packet);
    }
    av_packet_free(packet);
    return moving;
  }

  private static Stream<AVStream> candidates(AVFormatContext context) {
    return IntStream.range(0, context.nb_streams())
        .mapToObj(context::streams)
        .filter(stream -> stream.codecpar().codec_type() == AVMEDIA_TYPE_VIDEO)
        .filter(stream -> (stream.disposition() & AV_DISPOSITION_ATTACHED_PIC) == 0);
  }

  private static long score(AVStream stream, Set<Integer> moving) {
    long score = (long) stream.codecpar().width() * stream.codecpar().height();
    if ((stream.event_flags() & AVStream.AVSTREAM_EVENT_FLAG_NEW_PACKETS) != 0) {
      score += HAS_PACKETS;
    }
    if ((stream.disposition() & AV_DISPOSITION_DEFAULT) != 0) {
      score += IS_DEFAULT;
    }
    if ((stream.disposition() & STILL) == 0 && moving.contains(stream.index())) {
      score += MOVES;
    }
    if (avcodec_find_decoder(stream.codecpar().codec_id()) != null) {
      score += HAS_DECODER;
    }
    return score;
  }
}
