package org.genhowto.ingest.video;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_PCM_S16LE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_new_packet;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_rescale_ts;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_copy;
import static org.bytedeco.ffmpeg.global.avformat.AVIO_FLAG_WRITE;
import static org.bytedeco.ffmpeg.global.avformat.av_interleaved_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_write_trailer;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_output_context2;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avformat.avio_closep;
import static org.bytedeco.ffmpeg.global.avformat.avio_open;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S16;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_make_q;
import static org.bytedeco.ffmpeg.global.avutil.av_mallocz;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;

/** Videos whose frames carry their number as a pattern of black and white blocks. */
public final class TestVideos {
  public static final int WIDTH = 128;
  public static final int HEIGHT = 64;
  private static final int BLOCK = 32;
  private static final int COLUMNS = WIDTH / BLOCK;
  private static final int BITS = COLUMNS * HEIGHT / BLOCK;

  private TestVideos() {}

  /** Frames 0 to count-1 at a steady rate. */
  public static Path steady(Path path, VideoCodec codec, int framesPerSecond, int count)
      throws IOException {
    return at(path, codec, framesPerSecond, LongStream.range(0, count).toArray());
  }

  /** One frame at each of the given times in units of 1/framesPerSecond, numbered from 0. */
  static Path at(Path path, VideoCodec codec, int framesPerSecond, long... times)
      throws IOException {
    try (VideoEncoder encoder = VideoEncoder.open(path, WIDTH, HEIGHT, framesPerSecond, codec)) {
      for (int i = 0; i < times.length; i++) {
        encoder.add(numbered(i), times[i]);
      }
    }
    return path;
  }

  /** A few frames in the size that codec and container know. */
  static Path any(Path path, VideoCodec codec, int count) throws IOException {
    boolean television = codec == VideoCodec.DV || path.toString().endsWith(".gxf");
    int width = television ? 720 : WIDTH;
    int height = television ? 576 : HEIGHT;
    try (VideoEncoder encoder = VideoEncoder.open(path, width, height, 25, codec)) {
      for (int i = 0; i < count; i++) {
        encoder.add(numbered(i));
      }
    }
    return path;
  }

  /** What frames are made of a video where it matters. */
  public static FrameSampling sampling(int maxSeconds, long maxPixels, int threads) {
    return new FrameSampling(
        maxSeconds,
        512,
        0.95,
        maxPixels,
        threads,
        FrameSampling.CutVideos.KEEP,
        FrameSampling.Decode.NEEDED,
        FrameSampling.StillVideos.KEEP);
  }

  static BufferedImage numbered(int number) {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    for (int bit = 0; bit < BITS; bit++) {
      graphics.setColor((number >> bit & 1) == 1 ? Color.WHITE : Color.BLACK);
      graphics.fillRect(bit % COLUMNS * BLOCK, bit / COLUMNS * BLOCK, BLOCK, BLOCK);
    }
    graphics.dispose();
    return image;
  }

  public static int number(BufferedImage image) {
    int number = 0;
    for (int bit = 0; bit < BITS; bit++) {
      int x = bit % COLUMNS * BLOCK + BLOCK / 2;
      int y = bit / COLUMNS * BLOCK + BLOCK / 2;
      number |= (image.getRGB(x, y) >> 8 & 0xff) > 127 ? 1 << bit : 0;
    }
    return number;
  }

  /** Reads the number off a luma plane. */
  public static int number(AVFrame frame) {
    int number = 0;
    for (int bit = 0; bit < BITS; bit++) {
      long x = (long) (bit % COLUMNS) * BLOCK + BLOCK / 2;
      long y = (long) (bit / COLUMNS) * BLOCK + BLOCK / 2;
      number |= (frame.data(0).get(y * frame.linesize(0) + x) & 0xff) > 127 ? 1 << bit : 0;
    }
    return number;
  }

  /** Silence without a picture, as PCM in the container of the file's extension. */
  static Path audioOnly(Path path, int seconds) {
    AVFormatContext out = output(path);
    AVStream stream = avformat_new_stream(out, null);
    stream.time_base(av_make_q(1, 8000));
    stream.codecpar().codec_type(AVMEDIA_TYPE_AUDIO).codec_id(AV_CODEC_ID_PCM_S16LE);
    stream.codecpar().sample_rate(8000).format(AV_SAMPLE_FMT_S16).bits_per_coded_sample(16);
    stream.codecpar().block_align(2).bit_rate(128000);
    av_channel_layout_default(stream.codecpar().ch_layout(), 1);
    must(avformat_write_header(out, (PointerPointer<?>) null));
    AVPacket packet = av_packet_alloc();
    for (int second = 0; second < seconds; second++) {
      must(av_new_packet(packet, 16000));
      packet.data().limit(16000).fill(0);
      packet.pts(second * 8000L).dts(second * 8000L).duration(8000).stream_index(0);
      must(av_interleaved_write_frame(out, packet));
    }
    av_packet_free(packet);
    finish(out);
    return path;
  }

  /** The first half of the bytes of a file. */
  static Path half(Path whole, Path to) throws IOException {
    byte[] bytes = Files.readAllBytes(whole);
    return Files.write(to, Arrays.copyOf(bytes, bytes.length / 2));
  }

  /** Random packets that are called the video of a codec. */
  static Path noise(Path path, int codec, byte[] header, Random random) {
    AVFormatContext out = output(path);
    AVStream stream = avformat_new_stream(out, null);
    stream.time_base(av_make_q(1, 25));
    stream.avg_frame_rate(av_make_q(25, 1));
    stream.codecpar().codec_type(AVMEDIA_TYPE_VIDEO).codec_id(codec).width(WIDTH).height(HEIGHT);
    if (header.length > 0) {
      BytePointer extra = new BytePointer(av_mallocz(header.length + 64));
      stream.codecpar().extradata(extra.put(header, 0, header.length));
      stream.codecpar().extradata_size(header.length);
    }
    must(avformat_write_header(out, (PointerPointer<?>) null));
    AVPacket packet = av_packet_alloc();
    for (int i = 0; i < 25; i++) {
      byte[] bytes = new byte[100 + random.nextInt(2000)];
      random.nextBytes(bytes);
      must(av_new_packet(packet, bytes.length));
      packet.data().put(bytes, 0, bytes.length);
      packet.pts(i).dts(i).duration(1).stream_index(0).flags(AV_PKT_FLAG_KEY);
      av_packet_rescale_ts(packet, av_make_q(1, 25), stream.time_base());
      must(av_interleaved_write_frame(out, packet));
    }
    av_packet_free(packet);
    finish(out);
    return path;
  }

  /** The same packets with the index in front, as web servers like it. */
  static Path indexFirst(Path from, Path to) {
    AVFormatContext in = new AVFormatContext(null);
    must(avformat_open_input(in, from.toString(), null, null));
    must(avformat_find_stream_info(in, (PointerPointer<?>) null));
    AVFormatContext out = output(to);
    AVStream stream = avformat_new_stream(out, null);
    must(avcodec_parameters_copy(stream.codecpar(), in.streams(0).codecpar()));
    stream.time_base(in.streams(0).time_base());
    AVDictionary options = new AVDictionary(null);
    av_dict_set(options, "movflags", "faststart", 0);
    must(avformat_write_header(out, options));
    AVPacket packet = av_packet_alloc();
    while (av_read_frame(in, packet) >= 0) {
      must(av_interleaved_write_frame(out, packet));
    }
    av_packet_free(packet);
    avformat_close_input(in);
    finish(out);
    return to;
  }

  static AVFormatContext output(Path path) {
    AVFormatContext out = new AVFormatContext(null);
    must(avformat_alloc_output_context2(out, null, null, path.toString()));
    AVIOContext io = new AVIOContext(null);
    must(avio_open(io, path.toString(), AVIO_FLAG_WRITE));
    out.pb(io);
    return out;
  }

  static void finish(AVFormatContext out) {
    must(av_write_trailer(out));
    avio_closep(out.pb());
    avformat_free_context(out);
  }

  static void must(int code) {
    if (code < 0) {
      throw new IllegalStateException(Ffmpeg.describe(code));
    }
  }
}
