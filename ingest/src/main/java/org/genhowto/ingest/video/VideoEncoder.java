package org.genhowto.ingest.video;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_BITEXACT;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_GLOBAL_HEADER;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_INTERLACED_DCT;
import static org.bytedeco.ffmpeg.global.avcodec.AV_FIELD_BB;
import static org.bytedeco.ffmpeg.global.avcodec.AV_FIELD_TT;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_DISPLAYMATRIX;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_rescale_ts;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_side_data_new;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_from_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_GLOBALHEADER;
import static org.bytedeco.ffmpeg.global.avformat.AVIO_FLAG_WRITE;
import static org.bytedeco.ffmpeg.global.avformat.av_interleaved_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_write_trailer;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_output_context2;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avformat.avio_closep;
import static org.bytedeco.ffmpeg.global.avformat.avio_open;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_BGR24;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_display_rotation_set;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_make_writable;
import static org.bytedeco.ffmpeg.global.swscale.SWS_ACCURATE_RND;
import static org.bytedeco.ffmpeg.global.swscale.SWS_BICUBIC;
import static org.bytedeco.ffmpeg.global.swscale.SWS_BITEXACT;
import static org.bytedeco.ffmpeg.global.swscale.sws_freeContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_getContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_scale;
import static org.bytedeco.ffmpeg.presets.avutil.AVERROR_EAGAIN;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/**
 * Writes images as a video file; the file's extension chooses the container. The same images give
 * the same bytes. A file is complete only after {@link #close}.
 */
public final class VideoEncoder implements AutoCloseable {
  private static final int BITS_PER_PIXEL_AND_SECOND = 4;

  /**
   * Shape of a video.
   *
   * @param rotation clockwise degrees a player is to turn the picture by
   * @param scan how the lines of a frame were taken
   */
  record Format(
      int width, int height, int framesPerSecond, VideoCodec codec, int rotation, Scan scan) {
    Format {
      if (width < 16 || height < 16 || width % 2 != 0 || height % 2 != 0) {
        throw new IllegalArgumentException(
            "A video needs even sides of at least 16 pixels, not " + width + "x" + height + ".");
      }
      if (framesPerSecond < 1) {
        throw new IllegalArgumentException(
            "A video needs at least one frame a second, not " + framesPerSecond + ".");
      }
    }
  }

  /** Whether the lines of a frame are of one time, or every other line of half a frame later. */
  enum Scan {
    PROGRESSIVE(0),
    TOP_FIRST(AVFrame.AV_FRAME_FLAG_INTERLACED | AVFrame.AV_FRAME_FLAG_TOP_FIELD_FIRST),
    BOTTOM_FIRST(AVFrame.AV_FRAME_FLAG_INTERLACED);

    private final int flags;

    Scan(int flags) {
      this.flags = flags;
    }
  }

  private final Path path;
  private final Format format;
  private final AVFormatContext container = new AVFormatContext(null);
  private final AVPacket packet = av_packet_alloc();
  private final AVFrame frame = av_frame_alloc();
  private final BufferedImage canvas;
  private @Nullable AVCodecContext encoder;
  private @Nullable AVStream stream;
  private @Nullable SwsContext converter;
  private boolean headerWritten;
  private long nextFrame;

  private VideoEncoder(Path path, Format format) {
    this.path = path;
    this.format = format;
    this.canvas = new BufferedImage(format.width(), format.height(), BufferedImage.TYPE_3BYTE_BGR);
  }

  /**
   * Starts a file.
   *
   * @throws IOException when the container does not take the codec, or the file cannot be written
   */
  public static VideoEncoder open(
      Path path, int width, int height, int framesPerSecond, VideoCodec codec) throws IOException {
    return open(path, new Format(width, height, framesPerSecond, codec, 0, Scan.PROGRESSIVE));
  }

  static VideoEncoder open(Path path, Format format) throws IOException {
    Ffmpeg.silence();
    VideoEncoder encoder = new VideoEncoder(path, format);
    try {
      encoder.start();
      return encoder;
    } catch (IOException e) {
      encoder.release();
      throw e;
    }
  }

  /** Appends an image; one of another size is scaled to the video's. */
  public void add(BufferedImage image) throws IOException {
    add(image, nextFrame);
  }

  /**
   * Appends an image at a frame number, which is a time in units of 1/framesPerSecond; numbers
   * ascend and may leave gaps.
   */
  public void add(BufferedImage image, long number) throws IOException {
    if (number < nextFrame) {
      throw new IllegalArgumentException(
          "Frame numbers ascend: expected at least " + nextFrame + ", got " + number + ".");
    }
    nextFrame = number + 1;
    check(av_frame_make_writable(frame), "prepare a frame of");
    convert(image);
    frame.pts(number);
    frame.duration(1);
    frame.flags(frame.flags() | format.scan().flags);
    encode(frame);
  }

  /** Finishes the file. */
  @Override
  public void close() throws IOException {
    try {
      if (headerWritten) {
        encode(null);
        check(av_write_trailer(container), "finish");
      }
    } finally {
      release();
    }
  }

  private void start() throws IOException {
    check(
        avformat_alloc_output_context2(container, null, null, path.toString()), "name a format of");
    container.flags(container.flags() | AVFormatContext.AVFMT_FLAG_BITEXACT);
    AVCodec codec = avcodec_find_encoder_by_name(format.codec().encoder);
    if (codec == null) {
      throw new IOException("The FFmpeg library has no encoder " + format.codec().encoder + ".");
    }
    AVCodecContext opened = openEncoder(codec);
    AVStream added = avformat_new_stream(container, null);
    added.time_base(opened.time_base());
    added.avg_frame_rate(opened.framerate());
    check(avcodec_parameters_from_context(added.codecpar(), opened), "describe");
    if (format.rotation() != 0) {
      rotate(added);
    }
    stream = added;
    AVIOContext io = new AVIOContext(null);
    check(avio_open(io, path.toString(), AVIO_FLAG_WRITE), "create");
    container.pb(io);
    check(avformat_write_header(container, (PointerPointer<?>) null), "start");
    headerWritten = true;
    allocateFrame(opened.pix_fmt());
  }

  private AVCodecContext openEncoder(AVCodec codec) throws IOException {
    AVCodecContext context = avcodec_alloc_context3(codec);
    encoder = context;
    context.width(format.width()).height(format.height());
    context.time_base(avutil.av_make_q(1, format.framesPerSecond()));
    context.framerate(avutil.av_make_q(format.framesPerSecond(), 1));
    context.pix_fmt(format.codec().pixelFormat);
    if (format.codec() == VideoCodec.MJPEG) {
      context.color_range(AVCOL_RANGE_JPEG);
    }
    context.bit_rate(
        Math.max(200_000L, (long) format.width() * format.height() * BITS_PER_PIXEL_AND_SECOND));
    context.gop_size(12);
    context.max_b_frames(0);
    context.thread_count(1);
    if (format.scan() != Scan.PROGRESSIVE) {
      context.flags(context.flags() | AV_CODEC_FLAG_INTERLACED_DCT);
      context.field_order(format.scan() == Scan.TOP_FIRST ? AV_FIELD_TT : AV_FIELD_BB);
    }
    context.flags(context.flags() | AV_CODEC_FLAG_BITEXACT);
    if ((container.oformat().flags() & AVFMT_GLOBALHEADER) != 0) {
      context.flags(context.flags() | AV_CODEC_FLAG_GLOBAL_HEADER);
    }
    AVDictionary options = new AVDictionary(null);
    av_dict_set(options, "deadline", "realtime", 0);
    av_dict_set(options, "cpu-used", "8", 0);
    av_dict_set(options, "allow_skip_frames", "0", 0);
    try {
      check(avcodec_open2(context, codec, options), "open " + codec.name().getString() + " for");
    } finally {
      av_dict_free(options);
    }
    return context;
  }

  private void rotate(AVStream added) {
    AVPacketSideData list = new AVPacketSideData(null);
    int[] length = {0};
    AVPacketSideData matrix =
        av_packet_side_data_new(list, length, AV_PKT_DATA_DISPLAYMATRIX, 36, 0);
    added.codecpar().coded_side_data(list).nb_coded_side_data(length[0]);
    av_display_rotation_set(new IntPointer(matrix.data()), format.rotation());
  }

  private void allocateFrame(int pixelFormat) throws IOException {
    frame.format(pixelFormat).width(format.width()).height(format.height());
    check(av_frame_get_buffer(frame, 0), "allocate a frame of");
    SwsContext context =
        sws_getContext(
            format.width(),
            format.height(),
            AV_PIX_FMT_BGR24,
            format.width(),
            format.height(),
            pixelFormat,
            SWS_BICUBIC | SWS_ACCURATE_RND | SWS_BITEXACT,
            null,
            null,
            (DoublePointer) null);
    if (context == null) {
      throw new IOException("Cannot convert RGB images for " + path + ".");
    }
    converter = context;
  }

  private void convert(BufferedImage image) {
    Graphics2D graphics = canvas.createGraphics();
    graphics.drawImage(image, 0, 0, format.width(), format.height(), null);
    graphics.dispose();
    byte[] pixels = ((DataBufferByte) canvas.getRaster().getDataBuffer()).getData();
    try (BytePointer source = new BytePointer(pixels);
        PointerPointer<BytePointer> planes = new PointerPointer<>(source, null, null, null);
        IntPointer strides = new IntPointer(format.width() * 3, 0, 0, 0)) {
      sws_scale(converter, planes, strides, 0, format.height(), frame.data(), frame.linesize());
    }
  }

  private void encode(@Nullable AVFrame input) throws IOException {
    AVCodecContext context = Objects.requireNonNull(encoder);
    AVStream target = Objects.requireNonNull(stream);
    check(avcodec_send_frame(context, input), "encode a frame of");
    while (true) {
      int code = avcodec_receive_packet(context, packet);
      if (code == AVERROR_EAGAIN() || code == AVERROR_EOF) {
        return;
      }
      check(code, "encode a frame of");
      packet.stream_index(target.index());
      if (packet.duration() == 0) {
        packet.duration(1);
      }
      av_packet_rescale_ts(packet, context.time_base(), target.time_base());
      check(av_interleaved_write_frame(container, packet), "write a frame of");
    }
  }

  private void release() {
    if (converter != null) {
      sws_freeContext(converter);
      converter = null;
    }
    if (encoder != null) {
      avcodec_free_context(encoder);
      encoder = null;
    }
    av_frame_free(frame);
    av_packet_free(packet);
    if (!container.isNull()) {
      AVIOContext io = container.pb();
      if (io != null) {
        avio_closep(io);
        container.pb(null);
      }
      avformat_free_context(container);
      container.setNull();
    }
    headerWritten = false;
  }

  private void check(int code, String what) throws IOException {
    if (code < 0) {
      throw new IOException(
          "Cannot " + what + " video " + path + ": " + Ffmpeg.describe(code) + ".");
    }
  }
}
