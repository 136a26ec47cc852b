package org.genhowto.ingest.video;

import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_ATTACHED_PIC;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_DEFAULT;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_STILL_IMAGE;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_TIMED_THUMBNAILS;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.AV_TIME_BASE;
import static org.bytedeco.ffmpeg.global.avutil.av_q2d;

import java.util.Optional;
import java.util.stream.IntStream;
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
  private static final int STILL =
      AV_DISPOSITION_STILL_IMAGE | AV_DISPOSITION_TIMED_THUMBNAILS;

  /** A stream of one picture is no video where the file lasts longer than this. */
  private static final double SHORTEST_VIDEO_SECONDS = 0.5;

  private StreamChoice() {}

  /** The best video stream; the first of equals. */
  static Optional<AVStream> video(AVFormatContext context) {
    return IntStream.range(0, context.nb_streams())
        .mapToObj(context::streams)
        .filter(stream -> stream.codecpar().codec_type() == AVMEDIA_TYPE_VIDEO)
        .filter(stream -> (stream.disposition() & AV_DISPOSITION_ATTACHED_PIC) == 0)
        .reduce((best, next) -> score(context, next) > score(context, best) ? next : best);
  }

  private static long score(AVFormatContext context, AVStream stream) {
    long score = (long) stream.codecpar().width() * stream.codecpar().height();
    if ((stream.event_flags() & AVStream.AVSTREAM_EVENT_FLAG_NEW_PACKETS) != 0) {
      score += HAS_PACKETS;
    }
    if ((stream.disposition() & AV_DISPOSITION_DEFAULT) != 0) {
      score += IS_DEFAULT;
    }
    if (!isStill(context, stream)) {
      score += MOVES;
    }
    if (avcodec_find_decoder(stream.codecpar().codec_id()) != null) {
      score += HAS_DECODER;
    }
    return score;
  }

  private static boolean isStill(AVFormatContext context, AVStream stream) {
    if ((stream.disposition() & STILL) != 0 || stream.nb_frames() == 1) {
      return true;
    }
    boolean known = stream.duration() != AV_NOPTS_VALUE && stream.duration() > 0;
    double seconds = known ? stream.duration() * av_q2d(stream.time_base()) : Double.MAX_VALUE;
    return seconds < SHORTEST_VIDEO_SECONDS
        && context.duration() > SHORTEST_VIDEO_SECONDS * AV_TIME_BASE;
  }
}
