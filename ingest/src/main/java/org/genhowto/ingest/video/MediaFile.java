package org.genhowto.ingest.video;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_DISPLAYMATRIX;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_side_data_get;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_DURATION_FROM_STREAM;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.AV_TIME_BASE;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_make_q;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale_q;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.OptionalDouble;
import java.util.Set;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.genhowto.ingest.glued.Part;

/**
 * An opened video file. Only plain containers and widespread codecs are let through, and nothing
 * but the one local file is ever read: playlists and scripts that name other places are refused.
 */
final class MediaFile implements AutoCloseable {
  private static final int DISPLAY_MATRIX_BYTES = 36;
  private static final int RIFF_HEAD = 8;

  private final AVFormatContext context;
  private final AVStream video;
  private final Probe probe;
  private final OptionalDouble statedSeconds;

  private MediaFile(AVFormatContext context, AVStream video, OptionalDouble statedSeconds)
      throws UnusableVideoException {
    this.context = context;
    this.statedSeconds = statedSeconds;
    this.video = video;
    this.probe = describe(context, video);
    requirePicture();
  }

  /** Opens a file; the caller closes it. */
  static MediaFile open(Part file, FrameSampling sampling)
      throws UnusableVideoException, IOException {
    Ffmpeg.silence();
    if (file.length() == 0) {
      throw new UnusableVideoException("The file is empty.");
    }
    AVFormatContext context = demuxer(file, sampling);
    if (!StreamChoice.isOpen(context)) {
      return of(file, context, Set.of());
    }
    Set<Integer> moving = StreamChoice.moving(context);
    avformat_close_input(context);
    return of(file, demuxer(file, sampling), moving);
  }

  private static MediaFile of(Part file, AVFormatContext context, Set<Integer> moving)
      throws UnusableVideoException, IOException {
    try {
      return new MediaFile(context, videoStream(context, moving), stated(file, context));
    } catch (UnusableVideoException | IOException e) {
      avformat_close_input(context);
      throw e;
    }
  }

  Probe probe() {
    return probe;
  }

  AVFormatContext context() {
    return context;
  }

  AVStream video() {
    return video;
  }

  /** Smallest time stamp in the file, in the time base of its video. */
  long start() {
    long start = context.start_time();
    return start == AV_NOPTS_VALUE
        ? 0
        : av_rescale_q(start, av_make_q(1, AV_TIME_BASE), video.time_base());
  }

  /** Length that the file states of itself; empty where it is an estimate from what is there. */
  OptionalDouble statedSeconds() {
    return statedSeconds;
  }

  @Override
  public void close() {
    avformat_close_input(context);
  }

  /**
   * Length in seconds that the file states of itself, where it can be known.
   *
   * <p>FFmpeg shortens an AVI that is cut to what is there; but its first bytes say how long it
   * was.
   */
  private static OptionalDouble stated(Part file, AVFormatContext context) throws IOException {
    double seconds = seconds(context.duration());
    if (seconds <= 0 || context.duration_estimation_method() != AVFMT_DURATION_FROM_STREAM) {
      return OptionalDouble.empty();
    }
    try (InputStream in = Files.newInputStream(file.file())) {
      in.skipNBytes(file.from());
      byte[] head = in.readNBytes(RIFF_HEAD);
      if (head.length < RIFF_HEAD || !new String(head, 0, 4, US_ASCII).equals("RIFF")) {
        return OptionalDouble.of(seconds);
      }
      int length = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getInt(4);
      double share = (RIFF_HEAD + Integer.toUnsignedLong(length)) / (double) file.length();
      return OptionalDouble.of(seconds * Math.max(1, share));
    }
  }

  private static AVFormatContext demuxer(Part file, FrameSampling sampling)
      throws UnusableVideoException, IOException {
    AVFormatContext context = demuxer(file);
    try {
      // Before anything is decoded, and once what the container left out is known.
      requireSmall(context, sampling.maxPixels());
      readStreams(context, sampling.maxPixels());
      requireSmall(context, sampling.maxPixels());
      return context;
    } catch (UnusableVideoException e) {
      avformat_close_input(context);
      throw e;
    }
  }

  private static AVFormatContext demuxer(Part file) throws UnusableVideoException, IOException {
    AVFormatContext context = avformat_alloc_context();
    AVDictionary options = new AVDictionary(null);
    av_dict_set(options, "protocol_whitelist", "file,subfile", 0);
    av_dict_set(options, "format_whitelist", Formats.CONTAINERS, 0);
    av_dict_set(options, "codec_whitelist", Formats.DECODERS, 0);
    try {
      int code = avformat_open_input(context, file.address(), null, options);
      if (code < 0) {
        throw new UnusableVideoException(
            "The file is not a readable video, expected one in the containers %s: %s."
                .formatted(Formats.CONTAINERS, Formats.reason(file.file(), code)));
      }
      return context;
    } finally {
      av_dict_free(options);
    }
  }

  private static void readStreams(AVFormatContext context, long maxPixels)
      throws UnusableVideoException {
    int streams = context.nb_streams();
    try (PointerPointer<AVDictionary> options = new PointerPointer<>(Math.max(1, streams))) {
      for (int i = 0; i < streams; i++) {
        AVDictionary limit = new AVDictionary(null);
        av_dict_set(limit, "max_pixels", Long.toString(maxPixels), 0);
        options.put(i, limit);
      }
      int code = avformat_find_stream_info(context, options);
      for (int i = 0; i < streams; i++) {
        av_dict_free(new AVDictionary(options.get(i)));
      }
      if (code < 0) {
        throw new UnusableVideoException(
            "The file's streams cannot be read: %s.".formatted(Ffmpeg.describe(code)));
      }
    }
  }

  private static AVStream videoStream(AVFormatContext context, Set<Integer> moving)
      throws UnusableVideoException {
    return StreamChoice.video(context, moving)
        .orElseThrow(
            () ->
                new UnusableVideoException(
                    has(context, AVMEDIA_TYPE_AUDIO)
                        ? "The file holds sound but no video."
                        : "The file holds no video."));
  }

  private static boolean has(AVFormatContext context, int type) {
    for (int i = 0; i < context.nb_streams(); i++) {
      if (context.streams(i).codecpar().codec_type() == type) {
        return true;
      }
    }
    return false;
  }

  private static Probe describe(AVFormatContext context, AVStream video) {
    return new Probe(
        context.iformat().name().getString(),
        avcodec_get_name(video.codecpar().codec_id()).getString(),
        seconds(context.start_time()),
        seconds(context.duration()),
        video.codecpar().width(),
        video.codecpar().height(),
        orientation(video),
        has(context, AVMEDIA_TYPE_AUDIO));
  }

  private void requirePicture() throws UnusableVideoException {
    if (probe.width() <= 0 || probe.height() <= 0) {
      throw new UnusableVideoException(
          "No picture of the %s video can be read.".formatted(probe.codec()));
    }
  }

  private static void requireSmall(AVFormatContext context, long maxPixels)
      throws UnusableVideoException {
    for (int i = 0; i < context.nb_streams(); i++) {
      AVCodecParameters stated = context.streams(i).codecpar();
      if ((long) stated.width() * stated.height() > maxPixels) {
        throw new UnusableVideoException(
            "Its frames have %dx%d pixels, expected at most %d pixels."
                .formatted(stated.width(), stated.height(), maxPixels));
      }
    }
  }

  private static Orientation orientation(AVStream video) {
    AVPacketSideData data =
        av_packet_side_data_get(
            video.codecpar().coded_side_data(),
            video.codecpar().nb_coded_side_data(),
            AV_PKT_DATA_DISPLAYMATRIX);
    return data == null || data.size() < DISPLAY_MATRIX_BYTES
        ? Orientation.UPRIGHT
        : Orientation.ofDisplayMatrix(ints(data.data()));
  }

  private static int[] ints(Pointer matrix) {
    int[] values = new int[DISPLAY_MATRIX_BYTES / Integer.BYTES];
    new IntPointer(matrix).get(values);
    return values;
  }

  private static double seconds(long time) {
    return time == AV_NOPTS_VALUE ? 0 : time / (double) AV_TIME_BASE;
  }
}
